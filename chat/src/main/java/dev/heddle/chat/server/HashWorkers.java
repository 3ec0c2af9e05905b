// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.command.Passwords;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Scram;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.BodyReader;
import dev.heddle.runtime.worker.BodyWriter;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeHandler;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import dev.heddle.runtime.worker.WorkerGroup;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Password hashing on a bounded group of workers. Thread: the hub; the workers do the work.
final class HashWorkers implements Passwords, ExchangeListener<HashWorkers.Job> {
    /// One password to hash or to verify; filled by the worker, read by the hub afterwards.
    static final class Job {
        private final String password;
        private final @Nullable String hash;
        private final @Nullable Consumer<@Nullable Hashed> hashed;
        private final @Nullable Consumer<@Nullable Boolean> verified;
        private @Nullable Hashed made;
        private @Nullable Boolean right;

        Job(
                String password,
                @Nullable String hash,
                @Nullable Consumer<@Nullable Hashed> hashed,
                @Nullable Consumer<@Nullable Boolean> verified) {
            this.password = password;
            this.hash = hash;
            this.hashed = hashed;
            this.verified = verified;
        }

        private void tell() {
            if (hashed != null) {
                hashed.accept(made);
            }
            if (verified != null) {
                verified.accept(right);
            }
        }
    }

    /// What a worker does: one hasher each, because a hasher is confined.
    static final class Handler implements ExchangeHandler<Job> {
        private final PasswordHasher hasher;
        private final Scram scram;

        Handler(PasswordHasher hasher, Scram scram) {
            this.hasher = hasher;
            this.scram = scram;
        }

        @Override
        public void handle(Job job, BodyReader body, BodyWriter reply) {
            if (job.hashed != null) {
                var credentials = scram.derive(job.password);
                job.made = credentials == null ? null : new Hashed(hasher.hash(job.password), credentials);
            } else if (job.hash == null) {
                hasher.verifyNobody(job.password);
                job.right = false;
            } else {
                job.right = hasher.verify(job.hash, job.password);
            }
            reply.done();
        }
    }

    private final Loop loop;
    private final ExchangePort<Job> port;
    private final HubTurn turn;
    private long next;

    HashWorkers(Loop loop, WorkerGroup<Job> workers, HubTurn turn) {
        this.loop = loop;
        this.turn = turn;
        this.port = workers.port(loop);
    }

    @Override
    public void hash(String password, Consumer<@Nullable Hashed> done) {
        offer(new Job(password, null, done, null));
    }

    @Override
    public void verify(String password, @Nullable String hash, Consumer<@Nullable Boolean> done) {
        offer(new Job(password, hash, null, done));
    }

    private void offer(Job job) {
        if (port.offer(Exchange.of(++next, job, this)) != Offer.ACCEPTED) {
            loop.soon(() -> tell(job)); // without a result: busy
        }
    }

    @Override
    public boolean onPart(Exchange<Job> exchange, Unit part) {
        part.release();
        return true;
    }

    private void tell(Job job) {
        job.tell();
        turn.mark();
    }

    @Override
    public void onDone(Exchange<Job> exchange) {
        tell(exchange.request());
    }

    @Override
    public void onFailed(Exchange<Job> exchange, Throwable why) {
        tell(exchange.request());
    }
}

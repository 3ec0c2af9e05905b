// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/// What another parser makes of a stream of requests: Jetty's, as it reads RFC 9110.
final class JettyReading implements HttpParser.RequestHandler {
    private final List<WireReading.Request> requests = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private List<String> fields = new ArrayList<>();
    private List<String> trailers = new ArrayList<>();
    private String method = "";
    private String target = "";
    private boolean inMessage;
    private boolean whole;
    private boolean refused;

    static WireReading of(byte[] wire) {
        var reading = new JettyReading();
        var parser = new HttpParser(reading, 32 << 10, HttpCompliance.RFC9110);
        var bytes = ByteBuffer.wrap(wire);
        while (bytes.hasRemaining() && !reading.refused && !parser.isState(HttpParser.State.CLOSE)) {
            int before = bytes.remaining();
            reading.whole = false;
            parser.parseNext(bytes);
            if (reading.whole) {
                parser.reset();
            } else if (bytes.remaining() == before) {
                break;
            }
        }
        // What fails behind the head is told by the parser's state only.
        reading.refused |= parser.isState(HttpParser.State.CLOSE) || parser.isClosed();
        var end = reading.refused
                ? WireReading.End.REFUSED
                : reading.inMessage || !reading.whole ? WireReading.End.MORE : WireReading.End.WHOLE;
        return new WireReading(reading.requests, end);
    }

    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
        this.method = method;
        target = uri;
        fields = new ArrayList<>();
        trailers = new ArrayList<>();
        body.setLength(0);
        inMessage = true;
    }

    @Override
    public void parsedHeader(HttpField field) {
        fields.add(WireReading.field(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }

    @Override
    public void parsedTrailer(HttpField field) {
        trailers.add(WireReading.field(field.getName(), field.getValue() == null ? "" : field.getValue()));
    }

    @Override
    public boolean headerComplete() {
        return false;
    }

    @Override
    public boolean content(ByteBuffer part) {
        var bytes = new byte[part.remaining()];
        part.get(bytes);
        body.append(new String(bytes, StandardCharsets.ISO_8859_1));
        return false;
    }

    @Override
    public boolean contentComplete() {
        return false;
    }

    @Override
    public boolean messageComplete() {
        requests.add(new WireReading.Request(method, target, fields, body.toString(), trailers));
        inMessage = false;
        whole = true;
        return true;
    }

    @Override
    public void earlyEOF() {}

    @Override
    public void badMessage(HttpException failure) {
        refused = true;
    }
}

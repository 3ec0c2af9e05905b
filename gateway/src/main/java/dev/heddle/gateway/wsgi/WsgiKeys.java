// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.python.Interpreter;
import dev.heddle.protocols.http.RequestHead;

/// The Python texts that every request needs, made once in each interpreter.
///
/// Thread: who holds the interpreter's lock. Lifetime: the interpreter's.
final class WsgiKeys {
    private static final String[] METHODS = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    final long requestMethod;
    final long requestUri;
    final long pathInfo;
    final long queryString;
    final long serverProtocol;
    final long remoteAddr;
    final long remotePort;
    final long urlScheme;
    final long input;
    final long https;
    final long http10;
    final long http11;
    final long slash;
    final long empty;
    private final long[] methods = new long[METHODS.length];

    WsgiKeys(Interpreter in) {
        requestMethod = HeaderKeys.interned(in, "REQUEST_METHOD");
        requestUri = HeaderKeys.interned(in, "REQUEST_URI");
        pathInfo = HeaderKeys.interned(in, "PATH_INFO");
        queryString = HeaderKeys.interned(in, "QUERY_STRING");
        serverProtocol = HeaderKeys.interned(in, "SERVER_PROTOCOL");
        remoteAddr = HeaderKeys.interned(in, "REMOTE_ADDR");
        remotePort = HeaderKeys.interned(in, "REMOTE_PORT");
        urlScheme = HeaderKeys.interned(in, "wsgi.url_scheme");
        input = HeaderKeys.interned(in, "wsgi.input");
        https = HeaderKeys.interned(in, "https");
        http10 = HeaderKeys.interned(in, "HTTP/1.0");
        http11 = HeaderKeys.interned(in, "HTTP/1.1");
        slash = HeaderKeys.interned(in, "/");
        empty = HeaderKeys.interned(in, "");
        for (int i = 0; i < METHODS.length; i++) {
            methods[i] = HeaderKeys.interned(in, METHODS[i]);
        }
    }

    /** The text of a usual method; 0: it is another one. */
    long method(RequestHead head) {
        for (int i = 0; i < METHODS.length; i++) {
            if (head.methodIs(METHODS[i])) {
                return methods[i];
            }
        }
        return 0;
    }
}

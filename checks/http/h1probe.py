#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""h1probe.py HOST PORT — raw-socket HTTP/1.1 conformance / request-smuggling probe (own work; RFC 9112 section in each name).
Every probe sends bytes, then a marker request 'GET /__marker' where relevant, and classifies: status codes seen on the wire, closed?
Verdict: ok / BAD / soft."""
import socket, sys, re, time
H, P = sys.argv[1], int(sys.argv[2]); V = '-v' in sys.argv
def send(data, wait=0.6, chunks=None):
    s = socket.create_connection((H, P), 3); s.settimeout(wait); out = b''; closed = False
    try:
        for part in (chunks or [data]):
            s.sendall(part)
            if chunks: time.sleep(0.05)
    except OSError: pass
    end = time.time() + 2.0
    while time.time() < end:
        try: b = s.recv(65536)
        except socket.timeout: break
        except OSError: closed = True; break
        if not b: closed = True; break
        out += b
    s.close()
    return [int(x) for x in re.findall(rb'HTTP/1\.[01] (\d\d\d)', out)], closed, out
h = b'Host: a\r\n'
G = b'GET / HTTP/1.1\r\n' + h + b'\r\n'
rej = lambda st, cl, o: (st and st[0] in (400, 501, 431, 414, 413, 505)) and len(st) == 1 or (not st and cl)
ok1 = lambda st, cl, o: len(st) >= 1 and st[0] < 400
two = lambda st, cl, o: len(st) == 2 and all(x < 500 and x not in (400, 501) for x in st)
rej2 = lambda st, cl, o: rej(st, cl, o) or (st and st[-1] in (400, 501)) or (len(st) == 1 and cl)
post = b'POST / HTTP/1.1\r\n' + h
T = [
 ('3.2 baseline GET', G, ok1), ('9.3 keep-alive two requests', G + G, two),
 ('9.3.2 pipelined POST+GET body framed by CL', post + b'Content-Length: 3\r\n\r\nabc' + G, two),
 ('7.1 chunked POST then GET', post + b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n' + G, two),
 ('7.1.1 chunk extension accepted', post + b'Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n' + G, two),
 ('7.1.2 trailer accepted', post + b'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n' + G, two),
 ('3.2 missing Host -> 400', b'GET / HTTP/1.1\r\n\r\n', rej), ('3.2 two Host -> 400', b'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', rej),
 ('3.2 invalid Host -> 400', b'GET / HTTP/1.1\r\nHost: a b/\r\n\r\n', rej),
 ('6.3 CL+TE', post + b'Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG', lambda st, cl, o: rej(st, cl, o) or (st and cl)),
 ('6.3 two differing CL', post + b'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc' + G, rej),
 ('6.3 CL list "3, 4"', post + b'Content-Length: 3, 4\r\n\r\nabc' + G, rej), ('6.3 CL +3', post + b'Content-Length: +3\r\n\r\nabc' + G, rej),
 ('6.3 CL -1', post + b'Content-Length: -1\r\n\r\n' + G, rej), ('6.3 CL 0x3', post + b'Content-Length: 0x3\r\n\r\nabc' + G, rej),
 ('6.3 CL overflow', post + b'Content-Length: 18446744073709551619\r\n\r\nabc' + G, rej), ('6.3 CL empty', post + b'Content-Length: \r\n\r\n' + G, rej),
 ('6.1 TE unknown -> 501/400', post + b'Transfer-Encoding: xyz\r\n\r\n', rej), ('6.1 TE "chunked, identity"', post + b'Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n', rej),
 ('6.1 TE twice chunked', post + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', rej),
 ('6.1 TE xchunked', post + b'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', rej), ('6.1 TE "\\x0bchunked"', post + b'Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n', rej),
 ('6.1 TE in HTTP/1.0', b'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', lambda st, cl, o: rej(st, cl, o) or cl),
 ('5.1 space before colon', b'GET / HTTP/1.1\r\nHost : a\r\n\r\n', rej), ('5.1 "Content-Length : 3"', post + b'Content-Length : 3\r\n\r\nabc' + G, rej),
 ('5.2 obs-fold', b'GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n', lambda st, cl, o: rej(st, cl, o) or ok1(st, cl, o)),
 ('5.2 leading ws before first header', b'GET / HTTP/1.1\r\n Host: a\r\n\r\n', rej), ('5.5 NUL in value', b'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', rej),
 ('5.5 bare CR in value', b'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n', rej), ('5.1 empty header name', b'GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', rej),
 ('5.6.2 non-token in name', b'GET / HTTP/1.1\r\nHost: a\r\nX(y): x\r\n\r\n', rej), ('5 header without colon', b'GET / HTTP/1.1\r\nHost: a\r\nfoo\r\n\r\n', rej),
 ('2.3 HTTP/1.9 hi minor', b'GET / HTTP/1.9\r\nHost: a\r\n\r\n', lambda st, cl, o: ok1(st, cl, o) or rej(st, cl, o)), ('2.3 HTTP/2.1 -> 505/400', b'GET / HTTP/2.1\r\nHost: a\r\n\r\n', rej),
 ('2.3 http/1.1 lower', b'GET / http/1.1\r\nHost: a\r\n\r\n', rej), ('3 double space', b'GET  / HTTP/1.1\r\nHost: a\r\n\r\n', rej2), ('3 method garbage', b'G\x00T / HTTP/1.1\r\nHost: a\r\n\r\n', rej),
 ('2.2 leading CRLF ignored', b'\r\n' + G, ok1), ('3.2.2 absolute-form', b'GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n', ok1),
 ('7.1 chunk size 0x', post + b'Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n' + G, rej2), ('7.1 chunk size -1', post + b'Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n' + G, rej2),
 ('7.1 chunk size +3', post + b'Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n' + G, rej2), ('7.1 chunk size overflow', post + b'Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n' + G, rej2),
 ('7.1 chunk bare LF', post + b'Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n' + G, rej2), ('7.1 chunk data not CRLF-terminated', post + b'Transfer-Encoding: chunked\r\n\r\n3\r\nabcXX0\r\n\r\n' + G, rej2),
 ('7.1 LF inside chunk-ext', post + b'Transfer-Encoding: chunked\r\n\r\n3;\nxx\r\nabc\r\n0\r\n\r\n' + G, rej2),
 ('HEAD no body', b'HEAD / HTTP/1.1\r\n' + h + b'\r\n' + G, lambda st, cl, o: len(st) == 2 or (st and st[0] in (404, 405, 501))),
 ('9.6 Connection: close', b'GET / HTTP/1.1\r\n' + h + b'Connection: close\r\n\r\n', lambda st, cl, o: ok1(st, cl, o) and cl), ('9.3 HTTP/1.0 closes', b'GET / HTTP/1.0\r\nHost: a\r\n\r\n', lambda st, cl, o: ok1(st, cl, o) and cl),
 ('10.1.1 Expect 100', post + b'Content-Length: 3\r\nExpect: 100-continue\r\n\r\n', lambda st, cl, o: st[:1] == [100] or (st and st[0] >= 200)), ('5.4 64k header -> 431/400', b'GET / HTTP/1.1\r\nHost: a\r\nX: ' + b'a' * 65536 + b'\r\n\r\n', rej),
 ('slow: byte at a time', None, ok1), ]
n = bad = 0; res = []
for name, d, f in T:
    n += 1
    try: st, cl, o = send(d, chunks=[bytes([c]) for c in G] if d is None else None)
    except OSError as e: st, cl, o = [], True, repr(e).encode()
    good = False
    try: good = bool(f(st, cl, o))
    except Exception: pass
    if not good: bad += 1; res.append(f'{name} -> {st}{"/closed" if cl else ""}')
    if V: print('ok ' if good else 'BAD', name, st, 'closed' if cl else 'open')
print(f'{n-bad}/{n} ok'); [print('   BAD', r) for r in res]

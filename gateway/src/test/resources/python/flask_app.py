# SPDX-License-Identifier: Apache-2.0
"""A Flask application with the usual things."""

import os

from flask import Flask, Response, abort, jsonify, redirect, request, send_file, session, stream_with_context, url_for

app = Flask(__name__, static_folder=os.path.dirname(__file__), static_url_path="/static")
app.secret_key = "only for tests"


@app.route("/")
def hello():
    return "Hello, Flask"


@app.route("/form", methods=["POST"])
def form():
    return jsonify({key: request.form.getlist(key) for key in sorted(request.form)})


@app.route("/upload", methods=["POST"])
def upload():
    file = request.files["file"]
    data = file.read()
    return f"{file.filename} {len(data)} {sum(data)} {request.form['note']}"


@app.route("/json", methods=["POST"])
def takes_json():
    return jsonify(request.get_json())


@app.route("/count")
def count():
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])


@app.route("/stream")
def stream():
    def parts():
        for number in range(100):
            yield f"{number} {request.args['word']}\n"

    return Response(stream_with_context(parts()), mimetype="text/plain")


@app.route("/file")
def file():
    return send_file(__file__, mimetype="text/plain")


@app.route("/url")
def url():
    return url_for("hello", _external=True)


@app.route("/raw", methods=["POST"])
def raw():
    return str(len(request.get_data()))


@app.route("/away")
def away():
    return redirect(url_for("hello"))


@app.route("/teapot")
def teapot():
    abort(418)


@app.route("/raises")
def raises():
    raise ValueError("in a view")


@app.errorhandler(404)
def missing(error):
    return "nothing here", 404

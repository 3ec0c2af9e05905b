# SPDX-License-Identifier: Apache-2.0
"""What `bench/run-wsgi` serves: the same answers by every server."""

import time

_BODY = b"Hello, world!\n"


def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(_BODY)))])
    return [_BODY]


def sleeps(environ, start_response):
    time.sleep(0.005)
    return hello(environ, start_response)


def burns(environ, start_response):
    total = 0
    for number in range(20000):
        total += number * number % 7
    return hello(environ, start_response)


def flask_app():
    from flask import Flask

    app = Flask("hello")

    @app.route("/")
    def index():
        return "Hello, world!\n"

    return app


def django_app():
    from django.conf import settings

    settings.configure(
        SECRET_KEY="only for measurements",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="wsgi_apps",
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
    )
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    globals()["urlpatterns"] = [path("", lambda request: HttpResponse("Hello, world!\n", content_type="text/plain"))]
    return get_wsgi_application()


class Lazy:
    """An application that is made at its first request: the servers differ in what they can call at the start."""

    def __init__(self, make):
        self.make = make
        self.app = None

    def __call__(self, environ, start_response):
        if self.app is None:
            self.app = self.make()
        return self.app(environ, start_response)


flask = Lazy(flask_app)
django = Lazy(django_app)

# SPDX-License-Identifier: Apache-2.0
"""A Django application in one file, with the usual things."""

import os

from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for tests",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.sessions", "django.contrib.staticfiles"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
        ],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        STATIC_URL="/static/",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        USE_TZ=True,
        DEFAULT_CHARSET="utf-8",
        FILE_UPLOAD_MAX_MEMORY_SIZE=1000,
    )

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import FileResponse, HttpResponse, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402
from django.views.static import serve  # noqa: E402


def hello(request):
    return HttpResponse("Hello, Django", content_type="text/plain")


@csrf_exempt
def form(request):
    return JsonResponse({key: request.POST.getlist(key) for key in sorted(request.POST)})


def guarded(request):
    return HttpResponse("never without a token")


@csrf_exempt
def upload(request):
    file = request.FILES["file"]
    data = b"".join(file.chunks())
    return HttpResponse(f"{file.name} {len(data)} {sum(data)} {request.POST['note']}")


def count(request):
    request.session["count"] = request.session.get("count", 0) + 1
    return HttpResponse(str(request.session["count"]))


def stream(request):
    return StreamingHttpResponse((f"{number} {request.GET['word']}\n" for number in range(100)), content_type="text/plain")


def file(request):
    return FileResponse(open(__file__, "rb"), content_type="text/plain")


def url(request):
    return HttpResponse(request.build_absolute_uri("/"))


@csrf_exempt
def raw(request):
    return HttpResponse(str(len(request.body)))


async def later(request):
    """An asynchronous view: its body is read on another thread."""
    import asyncio

    await asyncio.sleep(0.001)
    return HttpResponse(str(len(request.body)))


later.csrf_exempt = True  # the decorator makes it a plain function


def page(request):
    template = engines["django"].from_string("<p>{{ word }}</p>{% for n in numbers %}{{ n }},{% endfor %}")
    return HttpResponse(template.render({"word": "<&>", "numbers": range(5)}, request))


def raises(request):
    raise ValueError("in a view")


urlpatterns = [
    path("", hello),
    path("form", form),
    path("guarded", guarded),
    path("upload", upload),
    path("count", count),
    path("stream", stream),
    path("file", file),
    path("url", url),
    path("raw", raw),
    path("later", later),
    path("page", page),
    path("raises", raises),
    path("static/<path:path>", serve, {"document_root": HERE}),
]

application = get_wsgi_application()

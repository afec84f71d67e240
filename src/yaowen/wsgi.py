"""The application that granian serves."""

from __future__ import annotations

import os
import signal

from django.core.wsgi import get_wsgi_application

from yaowen.base.mortality import die_with_parent

die_with_parent(signal.SIGKILL)  # what it has acknowledged is committed
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaowen.settings")
_framework = get_wsgi_application()

from django.conf import settings  # noqa: E402 (models can be imported only after Django is set up)

from yaowen.collect.press_clock import make_clock  # noqa: E402
from yaowen.render.store import site_of  # noqa: E402
from yaowen.serve.application import Application  # noqa: E402
from yaowen.serve.beacon import Beacon  # noqa: E402
from yaowen.serve.websub import HubCallback  # noqa: E402

application = Application(
    _framework,
    Beacon(settings.YAOWEN, make_clock(settings.YAOWEN)),
    HubCallback(settings.YAOWEN),
    site_of(settings.YAOWEN).default_language,
)

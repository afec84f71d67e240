"""The web servers' examples send the headers that the site sends, and ask for the files that publish writes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from yaowen.serve.application import _is_live
from yaowen.serve.headers import CONTENT_SECURITY_POLICY, EMBED_HEADERS, SECURITY_HEADERS
from yaowen.serve.static.maps import CADDY, NGINX_GONE, NGINX_MOVED
from yaowen.serve.static.names import file_of

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
NGINX = (DEPLOY / "nginx-static.conf").read_text("utf-8")
CADDYFILE = (DEPLOY / "Caddyfile.static").read_text("utf-8")


def test_the_policies_are_those_of_the_site() -> None:
    (policy,) = re.findall(r'Content-Security-Policy "(.*)" always', NGINX)
    assert policy.replace("$yaowen_frame", "'none'") == CONTENT_SECURITY_POLICY
    plain, embedded = re.findall(r'Content-Security-Policy "(.*)"', CADDYFILE)
    assert plain == CONTENT_SECURITY_POLICY
    assert embedded == dict(EMBED_HEADERS)["Content-Security-Policy"]


def test_the_headers_for_cloudfront_are_those_of_the_site() -> None:
    given = json.loads((DEPLOY / "cloudfront-headers.json").read_text("utf-8"))
    own = given["SecurityHeadersConfig"]
    assert own["ContentSecurityPolicy"]["ContentSecurityPolicy"] == CONTENT_SECURITY_POLICY
    told = {one["Header"]: one["Value"] for one in given["CustomHeadersConfig"]["Items"]}
    told |= {"Referrer-Policy": own["ReferrerPolicy"]["ReferrerPolicy"]}
    assert told.items() <= dict(SECURITY_HEADERS).items()
    assert given["CustomHeadersConfig"]["Quantity"] == len(given["CustomHeadersConfig"]["Items"])


def test_the_bucket_shows_pages_that_publish_writes() -> None:
    website = json.loads((DEPLOY / "bucket-website.json").read_text("utf-8"))
    assert str(file_of("/zh-hans/")) == f"zh-hans/{website['IndexDocument']['Suffix']}"
    assert str(file_of("/zh-hans/404/")) == website["ErrorDocument"]["Key"]
    writer = json.loads((DEPLOY / "bucket-writer.json").read_text("utf-8"))
    bucket, objects = (one["Action"] for one in writer["Statement"])
    assert {bucket, *objects} == {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"}


@pytest.mark.parametrize("text", [NGINX, CADDYFILE], ids=["nginx", "Caddy"])
def test_the_other_headers_are_those_of_the_site(text: str) -> None:
    for name, value in SECURITY_HEADERS[1:]:
        if name != "X-Frame-Options":  # the policy says it, and the widget may not have it
            assert f'{name} "{value}"' in text or f"{name} {value}" in text, name


def test_the_maps_are_those_that_publish_writes() -> None:
    assert f"/current/{NGINX_MOVED};" in NGINX
    assert f"/current/{NGINX_GONE};" in NGINX
    assert f"/current/{CADDY}\n" in CADDYFILE


@pytest.mark.parametrize(
    "path",
    ["/zh-hans/search/", "/en/search/feed.xml", "/zh-hant/story/12/atom.xml", "/api/v1/stories", "/api/oembed",
     "/desk/", "/zh-hans/", "/en/story/12/", "/zh-hans/feed.xml", "/en/outlet/x/feed.json", "/zh-hans/digest/join/",
     "/en/digest/", "/en/digest/feed.xml", "/en/digest/2025-01-17/"],
)  # fmt: skip
def test_what_is_made_on_the_spot_is_passed_on(path: str) -> None:
    nginx = [*re.findall(r"location \^~ (\S+) \{ proxy", NGINX), *re.findall(r"location ~ (\S+) \{ proxy", NGINX)]
    passed = any(path.startswith(one) if one.startswith("/") else re.search(one, path) for one in nginx)
    (caddy,) = re.findall(r"@live path_regexp (\S+)", CADDYFILE)
    assert passed == bool(re.search(caddy, path)) == _is_live(path), path

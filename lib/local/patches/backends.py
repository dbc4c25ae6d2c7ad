"""The body of an error of an HTTP backend is read off the event loop, like every other body.

MiniStack reads it on the loop, which stops everything for as long as the backend keeps its connection
open.
"""

import urllib.error
import urllib.request


def _urlopen(request, timeout_seconds):
    try:
        answer = urllib.request.urlopen(request, timeout=timeout_seconds)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return answer.status, dict(answer.headers.items()), answer.read()


def apply() -> None:
    from ministack.services import apigateway

    apigateway._urlopen_sync = _urlopen

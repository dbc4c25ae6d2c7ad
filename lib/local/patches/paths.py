"""A REST API passes the path of a request on as the client has sent it.

MiniStack decodes it, then cuts it at each slash, those that were encoded too, and drops empty parts: two
keys become one. API Gateway passes `{key+}` percent-encoded, so that a function can tell them apart.
"""

import contextvars

_sent = contextvars.ContextVar("sent", default=None)


def apply() -> None:
    from ministack import app
    from ministack.services import apigateway_v1 as rest

    handle = app._handle_execute_api_request
    match, fall_back = rest._match_resource_tree, rest._match_greedy_fallback

    async def handle_as_sent(host, path, *rest_of_it, raw_path=None, **more):
        parsed = app._parse_execute_api_url(host, raw_path or path)
        token = _sent.set(parsed and parsed[2])
        try:
            return await handle(host, path, *rest_of_it, raw_path=raw_path, **more)
        finally:
            _sent.reset(token)

    def match_as_sent(api_id, segments):
        sent = _segments(segments)
        if sent and sent[-1] == "":
            # A slash at the end says nothing, unless it is part of what `{key+}` takes.
            resource, params = match(api_id, sent[:-1])
            if resource is not None and not resource["path"].endswith("+}"):
                return resource, params
        return match(api_id, sent)

    app._handle_execute_api_request = handle_as_sent
    rest._match_resource_tree = match_as_sent
    rest._match_greedy_fallback = lambda api_id, segments, method: fall_back(api_id, _segments(segments), method)


def _segments(decoded):
    path = _sent.get()
    if path is None or not decoded:
        return decoded
    return path.split("/")[1:]

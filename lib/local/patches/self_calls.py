"""What MiniStack sends to itself over HTTP stays inside the process.

It has no port, and a port that it calls is one that anybody calls. Besides, API Gateway would read what a
load balancer answers whole before it passes it on, and without its headers.
"""

import itertools
import json
import random
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

# What belongs to one connection, and what the load balancer says of itself.
_NOT_PASSED_ON = ("connection", "keep-alive", "transfer-encoding", "server")


def apply() -> None:
    _reach_load_balancers()
    _read_keys_of_user_pools()


def _reach_load_balancers() -> None:
    from ministack.services import alb, apigateway_v1

    proxy = apigateway_v1._invoke_http_proxy_v1

    async def invoke(integration, path, method, headers, body, query_params, path_params=None):
        target = urlsplit(integration.get("uri", ""))
        balancer = alb.find_lb_for_host(target.netloc)
        if balancer is None:
            return await proxy(integration, path, method, headers, body, query_params, path_params)
        sent = {**headers, "host": target.netloc}
        query = urlencode(query_params or {}, doseq=True)
        status, answered, content = await alb.dispatch_request(
            balancer, method, target.path, sent, body, query_params, target.port or 80, raw_query_string=query)
        passed = {name: value for name, value in answered.items() if name.lower() not in _NOT_PASSED_ON}
        return status, passed, content

    apigateway_v1._invoke_http_proxy_v1 = invoke
    # Each target in its turn, as a load balancer takes them; MiniStack draws lots.
    turn = itertools.count()
    alb.random = SimpleNamespace(choices=random.choices, choice=lambda targets: targets[next(turn) % len(targets)])


def _read_keys_of_user_pools() -> None:
    from ministack.services import apigateway, apigateway_v1, cognito

    fetch = apigateway._fetch_jwks
    own = f"http://{apigateway._HOST}:{apigateway._PORT}/"
    path = "/.well-known/jwks.json"

    async def fetch_jwks(url):
        if not (url.startswith(own) and url.endswith(path)):
            return await fetch(url)
        _, _, keys = cognito.well_known_jwks(url[len(own):-len(path)])
        return json.loads(keys)

    apigateway._fetch_jwks = apigateway_v1._fetch_jwks = fetch_jwks

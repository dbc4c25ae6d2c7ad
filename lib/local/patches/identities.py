"""Nobody is somebody by a name alone.

MiniStack takes the key id "test", any twelve digits and no key id at all for the root of an account,
without looking at the signature, and derives the credentials of a function from the name of its role.
Here root has one key id, whose signatures `admission` verifies; an unsigned call has no principal; and
the credentials of functions are of this run.
"""

import hmac
import os
import secrets

from ministack.core import iam_evaluator, lambda_runtime

ROOT = os.environ["AWS_ACCESS_KEY_ID"]

_salt = secrets.token_bytes(32)


def _secret(kind: str, config: dict) -> str:
    name = f"{kind}:{config.get('FunctionArn', '')}:{config.get('Role', '')}"
    return hmac.new(_salt, name.encode(), "sha256").hexdigest()


def execution_credentials(config: dict) -> dict[str, str]:
    """The credentials of the session in which a function runs under its role."""
    from ministack.services import sts

    account, _ = lambda_runtime._account_region_from_function_config(config)
    role = config.get("Role", "").rsplit("/", 1)[-1]
    function = config.get("FunctionName", "function")[:64]
    key_id = f"ASIA{_secret('id', config)[:16].upper()}"
    secret, token = _secret("secret", config), _secret("token", config)
    sts.register_session(key_id, {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{function}",
        "UserId": f"{role}:{function}",
        "SecretAccessKey": secret,
        "SessionToken": token,
    })
    return {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def apply() -> None:
    resolve_principal = iam_evaluator.resolve_principal

    def principal(access_key_id, *rest):
        if not access_key_id:
            return iam_evaluator.AuthError("MissingAuthenticationToken", "Missing Authentication Token")
        return resolve_principal(access_key_id, *rest)

    iam_evaluator.resolve_principal = principal
    iam_evaluator.is_root_access_key = lambda key_id: key_id == ROOT
    # What AWS serves without credentials (signing in, assuming a role with a token) nobody here needs.
    iam_evaluator._served_unsigned = lambda *_: False
    lambda_runtime.execution_credentials = execution_credentials

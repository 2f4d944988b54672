"""GOV.UK Notify, through its official client: templates of the site's own, the message's id as reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from channels.configuration import NotifySettings
from channels.failure import DeliveryFailure, PermanentFailure, TemporaryFailure
from channels.http_status import failure_of_status
from channels.message import LinkKind, Message, one_line
from channels.secret import masked

if TYPE_CHECKING:
    from notifications_python_client.errors import APIError
    from notifications_python_client.notifications import NotificationsAPIClient

_FAILED: Final = frozenset({"permanent-failure", "temporary-failure", "technical-failure", "virus-scan-failed"})
_UUID: Final = 36
_INSTALL: Final = "GOV.UK Notify needs its client: install seedbed[notify]"


class NotifyChannel:
    """Sends e-mails by template. Notify does not drop repetitions, so each reference is looked up before it is used."""

    def __init__(
        self, name: str, settings: NotifySettings, environ: Mapping[str, str], now: Callable[[], datetime]
    ) -> None:
        """Prepare; the key is looked up, and the client imported, when the first message comes."""
        self.name = name
        self._settings = settings
        self._environ = environ
        self._now = now
        self._client: NotificationsAPIClient | None = None
        self._lock = Lock()  # the client may be used by one thread at a time

    def deliver(self, message: Message) -> str:
        """Send a message to each address that has not got it; returns Notify's own ids."""
        template = self._template(message)
        addresses = message.recipient.addresses
        if not addresses:
            raise PermanentFailure(f"no e-mail address is known for {message.recipient.reference}")
        with self._lock:
            client = self._opened()
            known = self._sent_before(client, message)
            for address in addresses:
                if address not in known:
                    known[address] = self._send(client, message, template, address)
        return "notify " + ", ".join(known[address] for address in addresses)

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            if self._client is not None:
                self._client.request_session.close()
                self._client = None

    def _template(self, message: Message) -> str:
        templates = self._settings.templates
        found = templates.get(message.kind.value, templates.get("default"))
        if found is None:
            raise PermanentFailure(f"no template is named for messages of the kind {message.kind.value}")
        return found

    def _sent_before(self, client: NotificationsAPIClient, message: Message) -> dict[str, str]:
        """What Notify has under this reference already, by address: an earlier attempt that we did not live to note."""
        found = self._ask(message, lambda: client.get_all_notifications(reference=message.id))
        return {
            str(one["email_address"]): str(one["id"])
            for one in found.get("notifications", ())
            if one.get("email_address") and one.get("status") not in _FAILED
        }

    def _send(self, client: NotificationsAPIClient, message: Message, template: str, address: str) -> str:
        answer = self._ask(
            message,
            lambda: client.send_email_notification(
                address,
                template,
                personalisation={name: _fact(message, fact) for name, fact in self._settings.personalisation.items()},
                reference=message.id,
                email_reply_to_id=self._settings.reply_to_id,
                one_click_unsubscribe_url=message.link(LinkKind.UNSUBSCRIBE),
            ),
        )
        return str(answer.get("id", ""))

    def _ask(self, message: Message, call: Callable[[], Any]) -> dict[str, Any]:
        from notifications_python_client.errors import APIError  # noqa: PLC0415 - an extra, imported when it is used

        try:
            answer = call()
        except APIError as error:
            raise self._failure(message, error) from None
        except ValueError as error:  # an answer that is no JSON
            raise TemporaryFailure(f"Notify's answer cannot be read: {type(error).__name__}") from None
        return answer if isinstance(answer, dict) else {}

    def _failure(self, message: Message, error: APIError) -> DeliveryFailure:
        if error.response is None:
            return TemporaryFailure("Notify cannot be reached", everybody=True)
        said = f"Notify said {error.status_code}: {error.message}"
        for address in message.recipient.addresses:
            said = said.replace(address, message.recipient.reference)
        said = one_line(masked(said, self._secrets()))[:500]
        if error.status_code in (401, 403):  # the key, not the message: a person puts it right and nothing is lost
            return TemporaryFailure(said, everybody=True)
        return failure_of_status(error.status_code, said, self._now(), error.response.headers.get("Retry-After"))

    def _opened(self) -> NotificationsAPIClient:
        if self._client is None:
            try:
                from notifications_python_client.notifications import NotificationsAPIClient  # noqa: PLC0415 - an extra
            except ModuleNotFoundError as error:
                raise TemporaryFailure(_INSTALL, everybody=True) from error
            key = self._settings.api_key.reveal(self._environ)
            if len(key) < 2 * _UUID + 1 or key[-_UUID - 1] != "-":
                why = "the key of Notify has to be put right: name, the service's id and the secret, joined by dashes"
                raise TemporaryFailure(why, everybody=True)
            timeout = self._settings.timeout_seconds
            self._client = NotificationsAPIClient(key, base_url=self._settings.base_url, timeout=timeout)
        return self._client

    def _secrets(self) -> list[str]:
        key = self._settings.api_key.reveal(self._environ)
        return [key, key[-_UUID:]]


_FACTS: Final[Mapping[str, Callable[[Message], str]]] = {
    "subject": lambda message: one_line(message.subject),
    "text": lambda message: message.text,
    "body": lambda message: message.body,
    "name": lambda message: message.recipient.called,
    "reference": lambda message: message.recipient.reference,
    "procedure": lambda message: message.procedure or "",
}


def _fact(message: Message, fact: str) -> str:
    """A fact by the name that the configuration has for it: a field of the message, or where one of its links leads."""
    if fact in _FACTS:
        return _FACTS[fact](message)
    return message.link(LinkKind(fact)) or ""

"""channels.toml is read strictly; what is wrong is named by file, line and field, and a secret is named nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.configuration import Configuration, mail_address, parse_sender
from channels.message import MessageKind, RecipientKind
from channels.reading import read_channels
from channels.registry import channel_for
from channels.secret import Secret, masked
from channels.toml_lines import line_of
from engine.errors import InvalidInput

CANARY = "canary-that-nobody-may-see"
GOOD = f"""\
# Who gets what, and how.
[routes]
default = "folder"

[routes.person]
default = "post"
digest = "room"

[routes.partner]
letter = "post"

[channel.post]
kind = "smtp"
host = "mail.city.example"
username = "seedbed"
password = "{CANARY}"
sender = "Seedbed <seedbed@city.example>"

[channel.room]
kind = "chat"
url = "env:ROOM"

[channel.hook]
kind = "webhook"
url = "https://hooks.city.example/seedbed"
secrets = ["env:HOOK", "{CANARY}"]

[channel.gov]
kind = "notify"
api_key = "env:NOTIFY"
templates = {{ default = "f33517ff-2a88-4f6e-b855-c550268ce08a" }}

[partners."RL-1"]
firm1 = ["tenders@firm.example"]
"""


def written(folder: Path, text: str, mode: int = 0o600) -> Path:
    """A file with these words and these rights."""
    file = folder / "channels.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def complaint(folder: Path, text: str, mode: int = 0o600) -> str:
    """What is said about a file that is wrong; the secret never is."""
    with pytest.raises(InvalidInput) as caught:
        read_channels(written(folder, text, mode))
    chain: BaseException | None = caught.value
    while chain is not None:
        assert CANARY not in str(chain) + repr(chain)
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return str(caught.value).replace(str(folder), "")


def test_a_site_without_a_file_keeps_everything_in_the_folder(tmp_path: Path) -> None:
    """Nothing is sent anywhere until somebody says so."""
    configuration = read_channels(tmp_path / "channels.toml")
    assert configuration == Configuration()
    for recipient in RecipientKind:
        for kind in MessageKind:
            assert channel_for(configuration, recipient, kind) == "folder"


def test_the_nearest_route_is_taken(tmp_path: Path) -> None:
    """The kind of message, else the kind of recipient, else the site's default."""
    configuration = read_channels(written(tmp_path, GOOD))
    assert channel_for(configuration, RecipientKind.PERSON, MessageKind.DIGEST) == "room"
    assert channel_for(configuration, RecipientKind.PERSON, MessageKind.REMINDER) == "post"
    assert channel_for(configuration, RecipientKind.PARTNER, MessageKind.LETTER) == "post"
    assert channel_for(configuration, RecipientKind.PARTNER, MessageKind.TEST) == "folder"
    assert configuration.partner_addresses("RL-1", "firm1") == ("tenders@firm.example",)
    assert configuration.partner_addresses("RL-2", "firm1") == ()
    assert configuration.names == ("folder", "console", "post", "room", "hook", "gov")


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('host = "mail', 'hots = "mail', "/channels.toml, line 14, channel.post.hots: there is no key of this name"),
        ('host = "mail.city.example"', "", "/channels.toml, line 12, channel.post.host: this key is missing"),
        ('host = "mail.city.example"', "host = 5", "line 14, channel.post.host: expected a valid string"),
        ('kind = "smtp"', 'kind = "smtp"\nport = "587"', "line 14, channel.post.port: expected a valid integer"),
        ('kind = "smtp"', 'kind = "pigeon"', "line 12, channel.post: Input tag 'pigeon'"),
        ('username = "seedbed"', "", "line 12, channel.post: username and password go together"),
        ("Seedbed <seedbed@city.example>", "Seedbed", "line 17, channel.post.sender: this is not an e-mail"),
        ('"https://hooks', '"http://hooks', "line 23, channel.hook: url: only https"),
        ('"https://hooks', f'"https://me:{CANARY}@hooks', "line 25, channel.hook.url: a name or password does"),
        ('["env:HOOK"', '["env:A", "env:B"', "line 26, channel.hook.secrets: List should have at most 2 items"),
        ('["env:HOOK"', '[""', "line 26, channel.hook.secrets[0]: String should have at least 1 character"),
        ('["env:HOOK"', "[7", "line 26, channel.hook.secrets[0]: expected a valid string"),
        ('"f33517ff', '"X', "line 31, channel.gov.templates.default: String should match pattern"),
        ('letter = "post"', 'leter = "post"', "line 2, routes: 'leter' is no kind of message"),
        ('letter = "post"', 'letter = "mail"', "line 10, routes.partner.letter: there is no channel 'mail': folder,"),
        ('["tenders@firm.example"]', '["tenders"]', "line 34, partners.RL-1.firm1[0]: this is not an e-mail address"),
        ('["tenders@firm.example"]', "[]", "line 34, partners.RL-1.firm1: List should have at least 1 item"),
        ("[channel.room]", "[channel.folder]", "line 19, channel.folder: 'folder' is a channel that every site has"),
        ("[channel.room]", "[channel.Room]", "line 19, channel.Room: String should match pattern"),
        ("[channel.room]", "[channels.room]", "line 19, channels: there is no key of this name"),
        ("[channel.room]", "[channel.room", "is not TOML"),
        (f'password = "{CANARY}"', f"password = {CANARY}", "is not TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_field(tmp_path: Path, find: str, put: str, said: str) -> None:
    """A person finds the mistake without reading the file twice."""
    assert GOOD.count(find) == 1
    assert said in complaint(tmp_path, GOOD.replace(find, put))


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o666, 0o601])
def test_a_file_with_a_secret_in_it_is_its_owner_s_alone(tmp_path: Path, mode: int) -> None:
    """The bits are judged, not whether we may read it: root may read anything."""
    said = complaint(tmp_path, GOOD, mode)
    assert (
        f"line 16, channel.post.password: the file holds a secret while others may read it (its mode is {mode:04o})"
        in said
    )
    assert "chmod 600" in said


def test_a_file_without_secrets_may_be_read_by_all(tmp_path: Path) -> None:
    """References to the environment are no secrets."""
    assert read_channels(written(tmp_path, GOOD.replace(CANARY, "env:MAIL"), 0o644)).channel


def test_a_configuration_shows_no_secret(tmp_path: Path) -> None:
    """Neither as text nor as data."""
    configuration = read_channels(written(tmp_path, GOOD))
    assert CANARY not in repr(configuration) + str(configuration) + str(configuration.model_dump())


def test_a_secret_has_no_readable_form() -> None:
    """It is compared and revealed, and nothing else."""
    literal, named = Secret(CANARY), Secret("env:NAME")
    assert f"{literal} {literal!r} {named}" == "Secret(in the file) Secret(in the file) Secret(env:NAME)"
    assert literal.reveal({}) == CANARY
    assert named.reveal({"NAME": CANARY}) == CANARY
    assert literal == Secret(CANARY)
    assert literal != named


def test_masking_leaves_no_part_of_a_longer_secret() -> None:
    """A secret that holds another is masked whole."""
    assert masked("x abc-def y abc z", ["abc", "abc-def", ""]) == "x *** y *** z"


@pytest.mark.parametrize("address", ["a@b", "a.b+c@firm.example", "büro@firma.example", "o'neil@firm.example"])
def test_what_can_be_written_to_is_an_address(address: str) -> None:
    """The grammar of mail is wide."""
    assert mail_address(address) == address


@pytest.mark.parametrize(
    "address", ["", "a", "@b", "a@", "a b@c", "a@b@c", "a@b\r\nBcc: c@d", "A <a@b>", "a@b, c@d", "a@b\u202e", "<a@b>"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """One address, bare: no name, no list, no line end."""
    with pytest.raises(ValueError, match="e-mail address"):
        mail_address(address)


def test_a_sender_may_have_a_name() -> None:
    """With quotes or without."""
    for text in ("City of X <s@x.example>", '"City of X" <s@x.example>'):
        assert str(parse_sender(text)) == "City of X <s@x.example>"
    assert str(parse_sender("s@x.example")) == "s@x.example"


def test_a_line_is_found_by_its_field() -> None:
    """Headers, dotted keys and quoted names; what is not there is looked for in the table around it."""
    text = '[a]\nb.c = 1\n# b.d = 2\n["x.y"]\n"z w" = "a = b" # [q]\n[[l]]\nm = 1\n'
    assert line_of(text, ("a", "b", "c")) == 2
    assert line_of(text, ("a", "b", "d")) == 1
    assert line_of(text, ("x.y", "z w")) == 5
    assert line_of(text, ("x.y", "other")) == 4
    assert line_of(text, ("l", "m")) == 7
    assert line_of(text, ("nothing",)) is None

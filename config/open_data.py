"""Who publishes a house's open data, under which identifiers: ``open-data.toml`` in the data folder.

Without the file everything works, under placeholders that nobody can mistake for registered identifiers.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

FILE: Final = "open-data.toml"
PLACEHOLDER: Final = "ocds-xxxxxx"
"""No registered prefix has six x's: whoever reads it sees that none was registered."""

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Address = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[A-Za-z0-9][!-~]*$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^ocds-[a-z0-9]{6}$")]
Ocid = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,120}$")]


class OpenDataInvalid(ValueError):
    """``open-data.toml`` cannot be used."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(_Words):
    """A party of the procedures: a register's identifier where it has one."""

    name: Line | None = None
    scheme: Line | None = Field(default=None, description="A register, for example GB-COH or GB-PPON.")
    id: Line | None = Field(default=None, description="The organisation's identifier in that register.")
    uri: Address | None = None


class PublishedAs(_Words):
    """What one procedure is called elsewhere."""

    ocid: Ocid | None = Field(default=None, description="Its ocid, when it is not the prefix and its reference.")
    external_ocid: Ocid | None = Field(default=None, description="The ocid that the central platform gave it.")
    category: Annotated[str, StringConstraints(pattern=r"^(goods|services|works)$")] = "services"


class OpenData(_Words):
    """The publisher, the buyer, the ocid prefix, and what procedures and suppliers are called elsewhere."""

    ocid_prefix: Prefix = PLACEHOLDER
    publisher: Organisation = Organisation(name="Publisher not named (open-data.toml)")
    buyer: Organisation = Organisation(name="Buyer not named (open-data.toml)")
    packages: Address | None = Field(default=None, description="Where packages are published; REF.json is added.")
    notices: Address | None = Field(default=None, description="Where notices are: {reference} is filled in.")
    license: Address | None = None
    publication_policy: Address | None = None
    procedures: dict[str, PublishedAs] = Field(default_factory=dict)
    suppliers: dict[str, Organisation] = Field(default_factory=dict)

    def published_as(self, procedure: str) -> PublishedAs:
        """What a procedure is called elsewhere."""
        return self.procedures.get(procedure, PublishedAs())

    def ocid(self, procedure: str) -> str:
        """The identifier of the contracting process: the same for ever, or merging makes two of one."""
        return self.published_as(procedure).ocid or f"{self.ocid_prefix}-{procedure}"


def read_open_data(home: Path) -> OpenData:
    """Read the file of a data folder, placeholders where there is none; ``OpenDataInvalid`` names what is wrong."""
    path = home / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return OpenData()
    except (OSError, UnicodeDecodeError) as error:
        raise OpenDataInvalid(f"{path} cannot be read: {error}.") from error
    try:
        return OpenData.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise OpenDataInvalid(f"{path}: {error}.") from error
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise OpenDataInvalid(f"{path}: {'; '.join(lines)}.") from error

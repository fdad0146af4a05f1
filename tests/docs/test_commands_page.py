from __future__ import annotations

from tools.help_texts import PAGE, missing, with_help_texts
from trilemma.cli.exits import Exit
from trilemma.cli.group import COMMANDS


def test_every_command_has_its_heading_with_help_and_json_contract() -> None:
    page = PAGE.read_text(encoding="utf-8")
    sections = {section.splitlines()[0]: section for section in page.split("\n## ")[1:]}
    assert missing(page) == []
    for name in COMMANDS:
        assert "\n### JSON\n" in sections[f"trilemma {name}"], f"the section of {name} has no JSON contract"


def test_the_help_in_the_docs_is_the_real_one() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_help_texts(page), "run `just help-texts`"


def test_the_commands_come_in_the_order_of_the_help() -> None:
    page = PAGE.read_text(encoding="utf-8")
    headings = [line.removeprefix("## trilemma ") for line in page.splitlines() if line.startswith("## trilemma ")]
    assert headings == list(COMMANDS)


def test_every_exit_code_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and line.split()[1].isdigit()]
    assert [int(row.split()[1]) for row in rows] == [int(code) for code in Exit]

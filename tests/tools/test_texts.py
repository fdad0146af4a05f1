"""Every text of the site is translated, and the compiled catalogues are today's."""

from __future__ import annotations

import gettext
import io
from pathlib import Path

import pytest

from tools import collected_texts
from tools.catalogue import Text, compiled, faults, merged, read, written
from tools.texts import LANGUAGES, problems


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_compiled(language: str) -> None:
    assert problems(language) == []


def test_texts_come_from_modules_templates_and_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected_texts, "CHECKOUT", tmp_path)
    monkeypatch.setattr(collected_texts, "SITE", tmp_path)
    monkeypatch.setattr(collected_texts, "SCRIPTS", tmp_path)
    module = 'from django.utils.translation import ngettext as _n, pgettext\n_n("a day", "{n} days", 2)\npgettext("verb", "Open")\n'
    (tmp_path / "a.py").write_text(module, encoding="utf-8")
    (tmp_path / "b.html").write_text('{% translate "80 % sure" %}{{ x|default:_("None") }}', encoding="utf-8")
    (tmp_path / "c.js").write_text(
        'gettext("Close");\nngettext(\n  "{a} day",\n  "{a} days",\n  a,\n);\n', encoding="utf-8"
    )
    server, scripts = collected_texts.of_server(), collected_texts.of_scripts()
    assert [(text.context, text.text, text.plural, text.places) for text in server.values()] == [
        ("", "a day", "{n} days", ("a.py",)),
        ("verb", "Open", "", ("a.py",)),
        ("", "80 %% sure", "", ("b.html",)),
        ("", "None", "", ("b.html",)),
    ]
    assert [(text.text, text.plural) for text in scripts.values()] == [("Close", ""), ("{a} day", "{a} days")]


def test_a_computed_text_in_a_script_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collected_texts, "SCRIPTS", tmp_path)
    (tmp_path / "c.js").write_text("\nshow(gettext(name));\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"c\.js:2: gettext needs a text, not something computed"):
        collected_texts.of_scripts()


def test_a_translation_keeps_the_placeholders() -> None:
    text = Text("%(n)s of {total}", places=("a.py",))
    assert faults(text) == ["not translated: '%(n)s of {total}' (a.py)"]
    assert faults(Text(text.text, translations=("%(n)s von {total}",))) == []
    assert faults(Text(text.text, translations=("%(m)s von {total}",))) == [
        "other placeholders than in '%(n)s of {total}': '%(m)s von {total}'"
    ]


def test_one_may_be_said_without_its_number() -> None:
    assert faults(Text("Moved a task", plural="Moved %(n)s tasks", translations=("Eine", "%(n)s Aufgaben"))) == []


def test_translations_stay_with_their_text_when_a_catalogue_is_written_again(tmp_path: Path) -> None:
    close = Text("Close", places=("a.py",), translations=("Schließen",))
    days = Text("{n} day", plural="{n} days", places=("b.py",), translations=("{n} Tag", "{n} Tage"))
    path = tmp_path / "django.po"
    path.write_text(written({text.key: text for text in (close, days)}, "de"), encoding="utf-8")
    assert read(path) == {close.key: close, days.key: days}
    assert merged({close.key: Text("Close", places=("c.py",))}, read(path)) == {
        close.key: Text("Close", places=("c.py",), translations=("Schließen",))
    }


def test_compiled_catalogues_are_read_by_gettext() -> None:
    texts = [
        Text("Open", translations=("Offen",)),
        Text("Open", "verb", translations=("Öffnen",)),
        Text("a day", plural="%(n)s days", translations=("ein Tag", "%(n)s Tage")),
        Text("Not yet"),
    ]
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled({text.key: text for text in texts}, "de")))
    assert [catalogue.gettext("Open"), catalogue.pgettext("verb", "Open"), catalogue.gettext("Not yet")] == [
        "Offen",
        "Öffnen",
        "Not yet",
    ]
    assert [catalogue.ngettext("a day", "%(n)s days", n) for n in (1, 2)] == ["ein Tag", "%(n)s Tage"]

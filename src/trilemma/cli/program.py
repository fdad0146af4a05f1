"""Run one command line from its arguments to its exit code, errors included."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from trilemma.cli.exits import Exit
from trilemma.cli.group import PROGRAM, trilemma
from trilemma.cli.output import print_error


def run(arguments: Sequence[str]) -> int:
    """Run ``trilemma`` with these arguments and return the exit code.

    Every error becomes one message: for people on stderr, with ``--json`` as an object on stdout.
    """
    as_json = "--json" in arguments[: list(arguments).index("--") if "--" in arguments else None]
    try:
        outcome = trilemma.main(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return Exit.BAD_INPUT
    except click.ClickException as error:
        print_error("usage", message_of(error), place_of(error), as_json=as_json)
        return Exit.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        print_error("stopped", "stopped before there was anything to answer with", None, as_json=as_json)
        return Exit.STOPPED
    except BrokenPipeError:
        # the reader has seen enough; keep the interpreter from complaining when it flushes
        sys.stdout = None
        return Exit.DONE
    except Exception as error:  # noqa: BLE001 - the outermost place: what is no user's error is shown in full
        return explained(error, as_json=as_json)
    return int(outcome or Exit.DONE)


def explained(error: Exception, *, as_json: bool) -> int:
    """Print an error that the engine or the files raised; raise it again where it is no user's."""
    from trilemma.engine.api import InfeasibleError, StoppedError, TrilemmaError

    if isinstance(error, TrilemmaError):
        reasons = error.reasons if isinstance(error, InfeasibleError) else None
        print_error(error.code, error.message, error.place, as_json=as_json, reasons=reasons)
        if isinstance(error, InfeasibleError):
            return Exit.NO
        return Exit.STOPPED if isinstance(error, StoppedError) else Exit.BAD_INPUT
    if isinstance(error, OSError):
        print_error("input", error.strerror or str(error), error.filename and str(error.filename), as_json=as_json)
        return Exit.BAD_INPUT
    if isinstance(error, MemoryError):
        print_error("memory", "there is not enough memory for this", None, as_json=as_json)
        return Exit.BAD_INPUT
    sys.excepthook(type(error), error, error.__traceback__)
    print_error("fault", f"the program is at fault: {type(error).__name__}: {error}", None, as_json=as_json)
    return Exit.FAULT


def message_of(error: click.ClickException) -> str:
    """Return the sentence; of a wrong value without the name of the option, which is the place."""
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return error.message
    return error.format_message()


def place_of(error: click.ClickException) -> str | None:
    """Return the option, argument or file that a usage error is about, else the command."""
    match error:
        case click.FileError():
            return error.ui_filename
        case click.NoSuchOption():
            return error.option_name
        case click.BadParameter(param=click.Parameter() as parameter):
            return parameter.opts[-1] if isinstance(parameter, click.Option) else parameter.human_readable_name
        case click.BadParameter(param_hint=str() as hint):
            return hint
        case click.UsageError(ctx=click.Context() as context):
            return context.command_path
        case _:
            return None

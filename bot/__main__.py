"""The command line: `honmono`, or `python -m bot`.

    honmono run                 start the bot (without DISCORD_TOKEN: the playground)
    honmono worker              read pictures for bots on other machines
    honmono doctor              what works, what does not, and what to do
    honmono try                 open the playground
    honmono check FILE|-        judge one mail
    honmono score DIR           measure the rule set on a folder of mails
    honmono score-links FILE    measure it on a list of links
    honmono notices update      official announcements, proposed as campaign records
    honmono rules lint|…        the rule author's tools
    honmono feedback export     answers that people found wrong, as candidates for the rules' examples

Exit status: 0 when the command did its work (whatever level a mail got), 2 for unusable input, with one clear line on stderr.
"""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.commands import Commands

app = typer.Typer(
    name="honmono",
    cls=Commands,
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def about(*, version: Annotated[bool, typer.Option("--version", help="say which program and which rules these are")] = False) -> None:
    """「このメール、本物？」に怪しいポイントで答える Discord bot。 A Discord bot that answers “is this mail real?” with its suspicious points."""
    if version:
        from importlib.metadata import version as installed

        from rules import shipped

        typer.echo(f"honmono {installed('honmono')}, rules {shipped().version}")
        raise typer.Exit


def main() -> None:
    """Run the command line. A pack that cannot be read is one line, whichever command reads it first."""
    try:
        app()
    except ValueError as error:
        from rules.packs import PackError

        if not isinstance(error, PackError):
            raise
        from bot.cli import refusal

        typer.echo(f"honmono: {refusal('pack', error=error)}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()

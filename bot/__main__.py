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

from bot.cli import fit, run  # noqa: F401 -- fit adds itself to the rules' commands
from bot.cli.check import check
from bot.cli.doctor import doctor
from bot.cli.feedback import app as feedback_app
from bot.cli.links import score_links
from bot.cli.notices import app as notices_app
from bot.cli.rules import app as rules_app
from bot.cli.score import score
from bot.cli.worker import worker

app = typer.Typer(
    name="honmono",
    no_args_is_help=True,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(check)
app.command()(score)
app.command()(score_links)
app.command("run")(run.run)
app.command()(worker)
app.command()(doctor)
app.command("try")(run.playground)
app.add_typer(rules_app, name="rules")
app.add_typer(notices_app, name="notices")
app.add_typer(feedback_app, name="feedback")


@app.callback()
def about(*, version: Annotated[bool, typer.Option("--version", help="say which program and which rules these are")] = False) -> None:
    """「このメール、本物？」に怪しいポイントで答える Discord bot。 A Discord bot that answers “is this mail real?” with its suspicious points."""
    if version:
        from importlib.metadata import version as installed

        from rules import shipped

        typer.echo(f"honmono {installed('honmono')}, rules {shipped().version}")
        raise typer.Exit


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()

"""The rule author's tools: lint, examples, the scorecard. Nothing of it is needed to judge a mail."""

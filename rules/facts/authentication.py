"""What the receiving provider's own line says of the sender (raw mails only).

>>> from rules.facts.model import Context, Facts
>>> from rules.mail.model import Address, Authentication, Mail
>>> from rules.packs import shipped
>>> mail = Mail(form="eml", sender=Address("Xserver", "support@xserver.ne.jp"), authentication=Authentication(dmarc="fail", spf="fail"))
>>> facts = Facts()
>>> read(Context(mail, shipped()), facts)
>>> sorted(facts)
['authentication.dmarc-fail', 'authentication.failed', 'authentication.forged-official', 'authentication.seen']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules.facts.owners import fits, namesake, vouched
from rules.hosts import registrable

if TYPE_CHECKING:
    from rules.facts.model import Context, Facts

NAMES: dict[str, str] = {
    "authentication.seen": "the receiving provider left its results",
    "authentication.failed": "DMARC failed, or neither DKIM nor SPF passed",
    "authentication.dmarc-fail": "DMARC failed",
    "authentication.forged-official": "the address is a known company's, and its authentication failed",
    "authentication.own": "the receiving provider vouches that the claimed company's own domain sent the mail (a company's account or service can still be misused)",
    "authentication.other-domain": "authenticated, but as a domain that is not the claimed company's",
    "authentication.free-mail-forged": "the address is a free mail service's, and the service did not send the mail",
    "authentication.tenant-only": "signed by nobody but a tenant of Microsoft's that the sender's domain has nothing to do with",
    "authentication.spf-only": "SPF failed, nothing else was checked",
}

_TENANTS = ".onmicrosoft.com"
_FAILED = ("fail", "softfail", "permerror")


def read(context: Context, facts: Facts) -> None:
    """Leave the facts of the topmost Authentication-Results."""
    seen = context.mail.authentication
    if seen is None or not (seen.spf or seen.dkim or seen.dmarc):
        return
    words = "; ".join(f"{method}={result}" for method, result in (("spf", seen.spf), ("dkim", seen.dkim), ("dmarc", seen.dmarc)) if result)
    facts.add("authentication.seen", words, "header")
    domain = registrable(context.mail.sender.domain)
    dmarc_failed = seen.dmarc in ("fail", "permerror")
    nothing_passed = seen.dmarc != "pass" and seen.dkim != "pass" and seen.spf in _FAILED
    aligned = vouched(context.mail)
    if dmarc_failed:
        facts.add("authentication.dmarc-fail", words, "header")
    if dmarc_failed or nothing_passed:
        facts.add("authentication.failed", words, "header", domain=context.mail.sender.domain)
        if not aligned and domain in context.pack.domain_brands:
            facts.add("authentication.forged-official", f"{context.mail.sender.address} ({words})", "header")
    if domain in context.pack.lists["mail"]["free"] and (dmarc_failed or nothing_passed) and not aligned:
        facts.add("authentication.free-mail-forged", f"{context.mail.sender.address} ({words})", "header", domain=domain)
    tenants = [name for name in seen.dkim_domains if name.endswith(_TENANTS)]
    label = domain.partition(".")[0]
    if tenants and len(tenants) == len(seen.dkim_domains) and label and not any(_alike(label, name.removesuffix(_TENANTS)) for name in tenants):
        facts.add("authentication.tenant-only", f"{context.mail.sender.address} ({tenants[0]})", "header", tenant=tenants[0])
    if seen.spf in _FAILED and not seen.dkim and not seen.dmarc:
        facts.add("authentication.spf-only", words, "header")
    brand, pack = facts.brand, context.pack
    if brand is None or not domain:
        return
    if aligned and fits(brand, domain, pack) and not brand.gives(context.mail.sender.domain, domain):
        facts.add("authentication.own", f"{words} ({domain})", "header", domain=domain)
    elif (
        "sender.brand-mismatch-vouched" not in facts and (aligned or seen.spf == "pass") and not fits(brand, domain, pack) and not namesake(brand, domain, pack)
    ):
        facts.add("authentication.other-domain", f"{words} ({domain})", "header", domain=domain)


def _alike(label: str, tenant: str) -> bool:
    """Whether a tenant's name could be that of the domain's company: they share four letters in a row."""
    plain, other = label.replace("-", ""), tenant.replace("-", "")
    return any(plain[start : start + 4] in other for start in range(max(1, len(plain) - 3)))

"""The rows: fields, constraints, facts about one row."""

from pledges.models.batch import Batch, BatchItem
from pledges.models.campaign import Campaign
from pledges.models.commitment import Commitment, CommitmentText, CommitmentVersion, text_digest
from pledges.models.pledge import Consent, EntryReport, Erasure, Pledge, Signatory, SpentProof
from pledges.models.record import Certificate, CertificateFile
from pledges.models.watching import Doubt, WatchedName, WatchListMark

__all__ = [
    "Batch",
    "BatchItem",
    "Campaign",
    "Certificate",
    "CertificateFile",
    "Commitment",
    "CommitmentText",
    "CommitmentVersion",
    "Consent",
    "Doubt",
    "EntryReport",
    "Erasure",
    "Pledge",
    "Signatory",
    "SpentProof",
    "WatchListMark",
    "WatchedName",
    "text_digest",
]

"""The account of staff and officers: the e-mail address is the name. Signatories have none."""

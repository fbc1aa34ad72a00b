"""The demo content: real words from the ESCM Plan, kept as JSON beside this, loaded by `manage.py load_demo`.

Every piece is created only where it is missing, so that a second run changes nothing and no editor's work is lost.
"""

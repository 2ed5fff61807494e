"""Contacts 本人: proving a number without an account, and acting for somebody else."""

"""What runs inside a job, beside the model's code: it imports nothing of ours, and nobody imports it.

A team's code meets it as the contract in `docs/model_contract.md`.
"""

"""Judgement.  Nothing in here touches a network, a disk, a clock or a setting.

Whatever it needs to know arrives as an argument; whatever it wants done leaves as a return value.
"""

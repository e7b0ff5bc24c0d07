"""Bandit by itself, from the folder that it is installed in.

Run as `python -I -S bandit_alone.py FOLDER ARGUMENT...`: the cloud keeps libraries in a folder that
Python knows by its environment only, of which there is none.
"""

import sys

if __name__ == "__main__":
    sys.path.append(sys.argv.pop(1))
    from bandit.cli.main import main

    main()

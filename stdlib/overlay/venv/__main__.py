import subprocess
import sys

from . import main

if __name__ == "__main__":
    code = 1
    try:
        main()
        code = 0
    except subprocess.CalledProcessError as error:
        # What the environment's pip or ensurepip had to say.
        print("Error:", (error.output or b"").decode(errors="replace").strip() or error, file=sys.stderr)
    except Exception as error:
        print("Error:", error, file=sys.stderr)
    sys.exit(code)

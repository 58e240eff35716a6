import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the gate solves thousands of small systems: threads only wait

from assessment.cli import main

main()

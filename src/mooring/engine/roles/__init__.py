"""Two sides: mentors, buddies, hosts, interviews. See `problem` for what goes in and `answer` for what comes out."""

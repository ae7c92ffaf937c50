# Read by the scripts that build a program of the tests, once, into a cache outside the tree (. tools/cached.sh). They print
# its path alone on standard output, so that words go to standard error. program is its name: it begins every line.

say() { echo "$program: $*" >&2; }
die() {
	say "$*"
	exit 1
}

# named VARIABLE PATH: the program that a variable names, if it names one, in place of any of the cache; then the script ends.
named() {
	[ -n "$2" ] || return 0
	command -v "$2" || die "$1 names $2, which is no program"
	exit
}

# cached VERSION [--find]: sets folder and binary. Where the binary is there already its path is printed and the script ends.
# With --find nothing is built: then it is that of the same name on PATH, or exit status 1. Otherwise the script goes on,
# holding the lock of the folder, to build it.
cached() {
	folder=${XDG_CACHE_HOME:-$HOME/.cache}/aspro/$program-$1
	binary=$folder/$program
	done_already
	if [ "${2:-}" = --find ]; then
		command -v "$program"
		exit
	fi
	mkdir -p "$folder"
	if command -v flock >/dev/null; then # two builds at once would do the same work twice
		exec 9>"$folder/lock"
		flock 9
		done_already
	fi
}

done_already() {
	if [ -x "$binary" ]; then
		echo "$binary"
		exit 0
	fi
}

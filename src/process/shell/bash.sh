# For `bash --rcfile THIS`: a swrole subshell. bash has already read the system's own rc file (the option
# replaces only ~/.bashrc), so only ~/.bashrc is missing.

# The words with which swrole gives this role again, and the role.
_swrole_renewal=${SWROLE_RENEWAL:-} _swrole_opened=${SWROLE_PROFILE:-}
unset -v SWROLE_RENEWAL
_swrole_files=${BASH_SOURCE[0]%/*}

if [ -r ~/.bashrc ]; then . ~/.bashrc; fi

. "$_swrole_files/left.bash"
unset -v _swrole_files

_swrole_prompt() {
  _swrole_role || return 0
  if [ "$_swrole_time" = ' expired' ] && [ -n "$_swrole_renewal" ]; then _swrole_time=' expired: swr renews it'; fi
  if [ -n "${NO_COLOR:-}" ] || [ "${TERM:-}" = dumb ]; then
    printf '%s%s\n' "$_swrole_name" "$_swrole_time"
  else
    case $_swrole_time in ' expired'*) _swrole_time=$'\033[1;31m'$_swrole_time$'\033[0m' ;; esac
    printf '\033[%sm%s\033[0m%s\n' "${SWROLE_COLOR:-36}" "$_swrole_name" "$_swrole_time"
  fi
}

if [ -n "$_swrole_renewal" ]; then
  # swr alone renews the role of this shell. If that fails, the shell keeps what it has: it is of the same role.
  _swrole_renew() {
    local text word
    set --
    while IFS= read -r word; do set -- "$@" "$word"; done <<< "$_swrole_renewal"
    # swr may have given this shell another role.
    if [ -n "${SWROLE_PROFILE:-}" ] && [ "$SWROLE_PROFILE" != "$_swrole_opened" ]; then
      _swrole_role
      set -- "--profile=$_swrole_name" --yes
    fi
    # Near the end, only credentials that last longer will do.
    if _swrole_left && [ "$_swrole_seconds" -gt 0 ] && [ "$_swrole_seconds" -lt 900 ]; then
      set -- "$@" --min-ttl "${_swrole_seconds}s"
    fi
    text=$(command swrole -f sh "$@") || return
    eval "$text"
  }

  # The one of `swrole init bash` does that too.
  if ! declare -F swr >/dev/null; then
    # The word function, because an alias of that name would take its place.
    function swr {
      local text
      if [ $# -gt 0 ]; then
        # What it is for a name is in the file of init, which takes the place of this function.
        text=$(command swrole init bash) || return
        eval "$text"
        \swr "$@"
        return
      fi
      # Credentials are not for the trace of set -x.
      case $- in
        *x*)
          { set +x; } 2>/dev/null
          _swrole_renew
          set -- "$?"
          set -x
          return "$1"
          ;;
      esac
      _swrole_renew
    }
  fi
fi

# Not where the prompt has the role already, by `swrole init bash --prompt`.
if declare -F _swrole_segment_before >/dev/null; then
  _swrole_prompt() { :; }
fi

# Last, so that the line is directly above the prompt, and other prompt commands still see the status of the
# command. As text, which also extends an array (its first element). PROMPT_COMMAND may be exported: so not a
# second time, and without effect in a bash that does not have the function.
case ${PROMPT_COMMAND:-} in
  *_swrole_prompt*) ;;
  *) PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}! declare -F _swrole_prompt >/dev/null || _swrole_prompt" ;;
esac

# swrole in bash. In ~/.bashrc: eval "$(swrole init bash)"

# An alias of a word below would otherwise become part of the functions; those within $( ) are looked up when they run.
if \shopt -q expand_aliases; then
  \shopt -u expand_aliases
  _swrole_aliases=-s
else
  _swrole_aliases=-u
fi

# swr PROFILE [flags] gives this shell the role, swr asks which one, swr - goes back to the one before, swr off takes it away.
swr() {
  # Credentials are not for the trace of set -x.
  case $- in
    *x*)
      { set +x; } 2>/dev/null
      _swrole_swr "$@"
      set -- "$?"
      set -x
      return "$1"
      ;;
  esac
  _swrole_swr "$@"
}

_swrole_swr() {
  local word text interrupt failure=0 aliases=-u
  case $#:${1-} in
    0:)
      # In a shell that swrole has opened.
      if declare -F _swrole_renew >/dev/null; then
        _swrole_renew
        return
      fi
      # Without a terminal there is no question: then it says which role the shell has.
      if [ ! -t 0 ] || [ ! -t 1 ] || [ ! -t 2 ]; then
        command swrole __current
        return
      fi
      ;;
    1:off)
      _swrole_off
      return
      ;;
  esac
  # What is no switch is swrole's own affair.
  case ${1-} in
    @COMMANDS@ | -h | --help | -V | --version)
      command swrole "$@"
      return
      ;;
  esac
  for word in "$@"; do
    if [ "$word" = -- ]; then
      command swrole "$@"
      return
    fi
  done
  # Ctrl-C at a question ends swrole, and bash would leave this function with the variables of before.
  interrupt=$(\trap -p INT)
  trap : INT
  text=$(SWROLE_PREVIOUS=${_swrole_previous-} \command swrole -f sh "$@") || failure=$?
  trap - INT
  eval "$interrupt"
  case $failure:$text in
    "0:: '"*) ;;
    # Such as the help.
    0:*)
      printf '%s\n' "$text"
      return
      ;;
    # The words are wrong, or nothing was chosen: that is no switch.
    2:* | *:": unchanged; "*) return "$failure" ;;
    *)
      _swrole_off
      return "$failure"
      ;;
  esac
  case $text in
    *" SWROLE_PROFILE='${SWROLE_PROFILE-}';"*) ;;
    *) _swrole_leave ;;
  esac
  if shopt -q expand_aliases; then aliases=-s; fi
  shopt -u expand_aliases
  _swrole_take "$text" || failure=$?
  shopt "$aliases" expand_aliases
  if [ "$failure" -ne 0 ]; then _swrole_off; fi
  return "$failure"
}

# All of the statements, or a failure at the first that the shell refuses, as for a readonly variable.
_swrole_take() {
  # A variable: bash 3.2 takes $'\n' in there as it stands.
  local line_end=$'\n'
  eval "${1//;$line_end/ || return;$line_end}"
}

_swrole_off() {
  _swrole_leave
  @UNSET@
}

# What swr - goes back to.
_swrole_leave() {
  [ -z "${SWROLE_PROFILE-}" ] || _swrole_previous=$SWROLE_PROFILE
}

_swrole_complete() {
  local candidate line=${COMP_LINE:0:COMP_POINT} index
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    if [ "${COMP_WORDS[index]}" = -- ]; then
      _swrole_complete_foreign "$((index + 1))" "$2"
      return
    fi
  done
  # No process substitution: a syntax error in the POSIX mode of bash before 5.1.
  while IFS= read -r candidate; do
    [ -z "$candidate" ] || COMPREPLY+=("$candidate")
  done <<< "$(\command swrole __complete bash "$1" "$line" "$2" 2>/dev/null)"
}

# The command behind -- is completed as it would be without swrole.
_swrole_complete_foreign() {
  local candidate
  if declare -F _command_offset >/dev/null; then
    _command_offset "$1"
  elif [ "$COMP_CWORD" -eq "$1" ]; then
    while IFS= read -r candidate; do
      [ -z "$candidate" ] || COMPREPLY+=("$candidate")
    done <<< "$(\compgen -c -- "$2")"
  else
    # bash 3.2 does not have it, and completes nothing here.
    compopt -o bashdefault -o default 2>/dev/null
  fi
}

complete -F _swrole_complete swrole swr

@PROMPT@

shopt "$_swrole_aliases" expand_aliases
\unset -v _swrole_aliases

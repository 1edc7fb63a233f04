# For `ENV=THIS sh`: a swrole subshell of dash, ash, ksh and whatever else is called sh. Gives the user's
# ENV back, and reads the file that the shell would have read in place of this one.
if [ -n "${SWROLE_ENV+set}" ]; then
  export ENV="$SWROLE_ENV"
else
  unset ENV
fi
unset SWROLE_ENV

# ksh93 and mksh have a file of their own for when there is no ENV.
_swrole_rc=
case ${KSH_VERSION:-} in
  *MIRBSD*) _swrole_rc=~/.mkshrc ;;
  *93*) _swrole_rc=~/.kshrc ;;
esac
_swrole_rc=${ENV:-$_swrole_rc}
if [ -r "$_swrole_rc" ]; then . "$_swrole_rc"; fi
unset _swrole_rc

# The role, and how long its credentials last. Such a shell has neither a clock nor a hook before the prompt, so the prompt
# calls this in a subshell, with date.
_swrole_line() {
  [ -n "${SWROLE_PROFILE:-}" ] || return 0
  _swrole_time=
  case ${AWS_CREDENTIAL_EXPIRATION:-} in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z)
      IFS=-T:Z
      set -- $AWS_CREDENTIAL_EXPIRATION
      # The days of the proleptic Gregorian calendar: a year that begins in March ends with the leap day. Without the zero
      # before it, because 08 is no octal number.
      _swrole_shift=$(((14 - ${2#0}) / 12))
      _swrole_year=$(($1 + 4800 - _swrole_shift))
      _swrole_days=$((${3#0} + (153 * (${2#0} + 12 * _swrole_shift - 3) + 2) / 5 + 365 * _swrole_year + _swrole_year / 4 - _swrole_year / 100 + _swrole_year / 400 - 2472633))
      _swrole_left=$((((_swrole_days * 24 + ${4#0}) * 60 + ${5#0}) * 60 + ${6#0} - $(date +%s)))
      if [ "$_swrole_left" -le 0 ]; then
        _swrole_time=' expired'
      elif [ "$_swrole_left" -lt 60 ]; then
        _swrole_time=" ${_swrole_left}s"
      else
        _swrole_time=" $((_swrole_left / 3600))h$((_swrole_left / 60 % 60))m"
        case $_swrole_time in
          ' 0h'*) _swrole_time=" ${_swrole_time# 0h}" ;;
          *h0m) _swrole_time=${_swrole_time%0m} ;;
        esac
      fi
      ;;
  esac
  if [ -n "${NO_COLOR:-}" ] || [ "${TERM:-}" = dumb ]; then
    printf '%s%s\n' "$SWROLE_PROFILE" "$_swrole_time"
  else
    case $_swrole_time in ' expired') _swrole_time=$(printf '\033[1;31m expired\033[0m') ;; esac
    printf '\033[%sm%s\033[0m%s\n' "${SWROLE_COLOR:-36}" "$SWROLE_PROFILE" "$_swrole_time"
  fi
}

# An exported PS1 has the line already; a shell that has not read this file shows nothing for it.
case ${PS1:-} in
  *_swrole_line*) ;;
  *)
    PS1="\$(_swrole_line 2>/dev/null)
${PS1:-}"
    ;;
esac

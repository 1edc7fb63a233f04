# For prompts in bash: the role of this shell, and how long its credentials last. No process is started for a prompt.

# Sets _swrole_now to the seconds since 1970. bash before 4.2, which macOS has, cannot tell the time: it counts the seconds
# since its start, which date gives once.
if printf -v _swrole_now '%(%s)T' -1 2>/dev/null; then
  _swrole_clock() { printf -v _swrole_now '%(%s)T' -1; }
else
  _swrole_started=$(($(date +%s) - SECONDS))
  _swrole_clock() { _swrole_now=$((_swrole_started + SECONDS)); }
fi

# Sets _swrole_seconds to what AWS_CREDENTIAL_EXPIRATION leaves; fails if it is no time, as for long-term keys.
_swrole_left() {
  local text=${AWS_CREDENTIAL_EXPIRATION:-} year month days shift
  case $text in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z) ;;
    *) return 1 ;;
  esac
  # The days of the proleptic Gregorian calendar, from the day in 1970: a year that begins in March ends with the leap day.
  month=$((10#${text:5:2}))
  shift=$(((14 - month) / 12))
  year=$((10#${text:0:4} + 4800 - shift))
  days=$((10#${text:8:2} + (153 * (month + 12 * shift - 3) + 2) / 5 + 365 * year + year / 4 - year / 100 + year / 400 - 2472633))
  _swrole_clock
  _swrole_seconds=$((((days * 24 + 10#${text:11:2}) * 60 + 10#${text:14:2}) * 60 + 10#${text:17:2} - _swrole_now))
}

# Sets _swrole_name, and _swrole_time to ' 55m', ' expired' or nothing; fails without a role.
_swrole_role() {
  local hours minutes
  _swrole_time=
  [ -n "${SWROLE_PROFILE:-}" ] || return 1
  # SWROLE_PROFILE has the bytes of other characters than AWS's alphabet as =E9=96=8B.
  printf -v _swrole_name %b "${SWROLE_PROFILE//=/\\x}"
  _swrole_left || return 0
  hours=$((_swrole_seconds / 3600)) minutes=$((_swrole_seconds / 60 % 60))
  if [ "$_swrole_seconds" -le 0 ]; then
    _swrole_time=' expired'
  elif [ "$_swrole_seconds" -lt 60 ]; then
    _swrole_time=" ${_swrole_seconds}s"
  else
    _swrole_time=" ${hours}h${minutes}m"
    _swrole_time=${_swrole_time/# 0h/ }
    _swrole_time=${_swrole_time/%h0m/h}
  fi
}

# For prompts in zsh: the role of this shell, and how long its credentials last. No process is started for a prompt.

# A zsh without its modules shows the name alone.
zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null

# Sets _swrole_seconds to what AWS_CREDENTIAL_EXPIRATION leaves; fails if it is no time, as for long-term keys.
_swrole_left() {
  emulate -L zsh -o extended_glob
  local text=${AWS_CREDENTIAL_EXPIRATION:-}
  local -i year month days shift
  [[ $text == [0-9](#c4)-[0-9](#c2)-[0-9](#c2)T[0-9](#c2):[0-9](#c2):[0-9](#c2)Z ]] || return 1
  (( ${+EPOCHSECONDS} )) || return 1
  # The days of the proleptic Gregorian calendar, from the day in 1970: a year that begins in March ends with the leap day.
  (( month = 10#${text[6,7]}, shift = (14 - month) / 12, year = 10#${text[1,4]} + 4800 - shift ))
  (( days = 10#${text[9,10]} + (153 * (month + 12 * shift - 3) + 2) / 5 + 365 * year + year / 4 - year / 100 + year / 400 - 2472633 ))
  typeset -gi _swrole_seconds
  (( _swrole_seconds = ((days * 24 + 10#${text[12,13]}) * 60 + 10#${text[15,16]}) * 60 + 10#${text[18,19]} - EPOCHSECONDS, 1 ))
}

# Sets _swrole_name, and _swrole_time to ' 55m', ' expired' or nothing; fails without a role.
_swrole_role() {
  emulate -L zsh
  typeset -g _swrole_name _swrole_time=
  [[ -n ${SWROLE_PROFILE:-} ]] || return 1
  # SWROLE_PROFILE has the bytes of other characters than AWS's alphabet as =E9=96=8B.
  _swrole_name=${(g::)SWROLE_PROFILE//=/\\x}
  _swrole_left || return 0
  local -i hours='_swrole_seconds / 3600' minutes='_swrole_seconds / 60 % 60'
  if (( _swrole_seconds <= 0 )); then
    _swrole_time=' expired'
  elif (( _swrole_seconds < 60 )); then
    _swrole_time=" ${_swrole_seconds}s"
  else
    _swrole_time=" ${hours}h${minutes}m"
    _swrole_time=${_swrole_time/# 0h/ }
    _swrole_time=${_swrole_time/%h0m/h}
  fi
}

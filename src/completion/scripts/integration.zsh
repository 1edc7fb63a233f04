# swr PROFILE [flags] gives this shell the role, swr asks which one, swr - goes back to the one before, swr off takes it away.
swr() {
  # Credentials are not for the trace of set -x.
  setopt local_options no_xtrace
  local text line_end=$'\n'
  local -i failure=-1
  # In a shell that swrole has opened.
  if (( $# == 0 && ${+functions[_swrole_renew]} )); then
    _swrole_renew
    return
  fi
  # Without a terminal there is no question: then it says which role the shell has.
  if (( $# == 0 )) && [[ ! -t 0 || ! -t 1 || ! -t 2 ]]; then
    command swrole __current
    return
  fi
  if [[ $# == 1 && $1 == off ]]; then
    _swrole_off
    return
  fi
  # What is no switch is swrole's own affair.
  if [[ ${1-} == (@COMMANDS@|-h|--help|-V|--version) ]] || (( ${@[(Ie)--]} )); then
    command swrole "$@"
    return
  fi
  {
    text=$(SWROLE_PREVIOUS=${_swrole_previous-} command swrole -f sh "$@") && failure=0 || failure=$?
    if (( failure == 2 )) || [[ $failure != 0 && $text == ": unchanged; "* ]]; then
      # The words are wrong, or nothing was chosen: that is no switch.
      local -i unchanged=failure
      failure=0
      return $unchanged
    fi
    if (( failure == 0 )) && [[ $text != ": '"* ]]; then
      # Such as the help.
      print -r -- "$text"
      return
    fi
    if (( failure == 0 )); then
      failure=-1
      [[ $text == *" SWROLE_PROFILE='${SWROLE_PROFILE-}';"* ]] || _swrole_leave
      eval "${text//;$line_end/ || return;$line_end}" && failure=0
    fi
  } always {
    # Ctrl-C and a readonly variable end the block above at once.
    if (( failure != 0 )); then
      (( failure > 0 )) || failure=1
      _swrole_off
    fi
  }
  return $failure
}

_swrole_off() {
  _swrole_leave
  @UNSET@
}

# What swr - goes back to.
_swrole_leave() {
  [[ -z ${SWROLE_PROFILE-} ]] || typeset -g _swrole_previous=$SWROLE_PROFILE
}

_swrole_complete() {
  local -a before values displays
  local line text
  local -i width=0 index=${words[(Ie)--]}
  if (( index > 1 && index < CURRENT )); then
    # The command behind -- is completed as it would be without swrole.
    shift $index words
    (( CURRENT -= index ))
    eval "$_comp_setup"
    _normal
    return
  fi
  before=("${(@Q)words[2,CURRENT-1]}")
  text=$(command swrole __complete words "$service" "${before[@]}" "$PREFIX" 2>/dev/null)
  for line in "${(@f)text}"; do
    [[ -n $line ]] || continue
    values+=("${line%%$'\t'*}")
    displays+=("${line#*$'\t'}")
    (( width = ${#values[-1]} > width ? ${#values[-1]} : width ))
  done
  for (( index = 1; index <= $#values; index++ )); do
    line=${displays[index]}
    displays[index]=${(mr:width:)values[index]}${line:+  -- $line}
  done
  compadd -V swrole -l -d displays -a values
}

# Before a prompt, because compinit may come later, and forgets who has registered before it.
_swrole_register() {
  (( $+functions[compdef] )) || return 0
  precmd_functions=("${(@)precmd_functions:#_swrole_register}")
  compdef _swrole_complete swrole swr
}
typeset -ga precmd_functions
precmd_functions=("${(@)precmd_functions:#_swrole_register}" _swrole_register)

@PROMPT@

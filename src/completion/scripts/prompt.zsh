# The segment before PROMPT: the role of this shell, and how long its credentials last. It changes PROMPT itself, because
# only the option prompt_subst would expand a variable in there.
typeset -g _swrole_segment=

_swrole_segment_before() {
  setopt local_options extended_glob
  local color=${SWROLE_COLOR:-36} name digit
  PROMPT=${PROMPT#"$_swrole_segment"}
  _swrole_segment=
  _swrole_role || return 0
  # What a prompt may expand stays encoded: only letters outside ASCII are decoded.
  [[ $SWROLE_PROFILE == [A-Za-z0-9_/.%@:+=\ -]## && $color == [0-9\;]## ]] || return 0
  name=$SWROLE_PROFILE
  for digit in 8 9 A B C D E F; do name=${name//=$digit/\\x$digit}; done
  name=${(g::)name}
  name=${name//\%/%%}
  if [[ -n ${NO_COLOR:-} || ${TERM:-} == dumb ]]; then
    _swrole_segment="$name$_swrole_time "
  else
    [[ $_swrole_time != ' expired' ]] || _swrole_time=$' %{\e[1;31m%}expired%{\e[0m%}'
    _swrole_segment=$'%{\e['"${color}m%}$name"$'%{\e[0m%}'"$_swrole_time "
  fi
  PROMPT=$_swrole_segment$PROMPT
}
# At the end, after what a theme does to PROMPT.
precmd_functions=("${(@)precmd_functions:#_swrole_segment_before}" _swrole_segment_before)

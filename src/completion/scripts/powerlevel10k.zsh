# For ~/.p10k.zsh, with swrole in POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS: whose credentials this shell has, and for how long.
function prompt_swrole() {
  [[ -n ${SWROLE_PROFILE:-} ]] || return 0
  local color=yellow left='' end digit name=$SWROLE_PROFILE
  # Letters outside ASCII are there as =E9=96=8B. What a prompt may expand stays encoded.
  for digit in 8 9 A B C D E F; do name=${name//=$digit/\\x$digit}; done
  name=${(g::)name}
  if [[ -n ${AWS_CREDENTIAL_EXPIRATION:-} ]]; then
    zmodload -F zsh/datetime b:strftime p:EPOCHSECONDS
    TZ=UTC0 strftime -r -s end '%Y-%m-%dT%H:%M:%SZ' $AWS_CREDENTIAL_EXPIRATION || return 0
    if (( end > EPOCHSECONDS )); then
      left=" $(( (end - EPOCHSECONDS) / 60 ))m"
    else
      left=' expired' color=red
    fi
  fi
  p10k segment -f $color -t "${name//\%/%%}$left"
}

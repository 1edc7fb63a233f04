# For `ZDOTDIR=THIS-DIRECTORY zsh`: a swrole subshell. Gives zsh back the user's own directory at once, so
# that it finds the other files by itself, and so that /etc/zshrc puts no history or completion cache
# beside this file.
if (( ${+SWROLE_ZDOTDIR} )); then
  export ZDOTDIR=$SWROLE_ZDOTDIR
else
  unset ZDOTDIR
fi
unset SWROLE_ZDOTDIR

# SWROLE_PROFILE has the bytes of other characters than AWS's alphabet as =E9=96=8B.
_swrole_prompt() {
  [[ -n ${SWROLE_PROFILE:-} ]] || return 0
  if [[ -n ${NO_COLOR:-} || ${TERM:-} == dumb ]]; then
    printf '%b\n' "${SWROLE_PROFILE//=/\\x}"
  else
    printf '\033[%sm%b\033[0m\n' "${SWROLE_COLOR:-36}" "${SWROLE_PROFILE//=/\\x}"
  fi
}
typeset -ga precmd_functions
precmd_functions+=(_swrole_prompt)

# Last, because it may return early or set options that change the meaning of the lines above.
if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
  source "${ZDOTDIR-$HOME}/.zshenv"
fi

# For `ZDOTDIR=THIS-DIRECTORY zsh`: a swrole subshell. Gives zsh back the user's own directory at once, so
# that it finds the other files by itself, and so that /etc/zshrc puts no history or completion cache
# beside this file.
source "$ZDOTDIR/../left.zsh"
if (( ${+SWROLE_ZDOTDIR} )); then
  export ZDOTDIR=$SWROLE_ZDOTDIR
else
  unset ZDOTDIR
fi
unset SWROLE_ZDOTDIR

# The words with which swrole gives this role again, and the role.
typeset -g _swrole_renewal=${SWROLE_RENEWAL:-} _swrole_opened=${SWROLE_PROFILE:-}
unset SWROLE_RENEWAL

_swrole_prompt() {
  emulate -L zsh
  # Not where the prompt has the role already, by `swrole init zsh --prompt`.
  (( ! ${+functions[_swrole_segment_before]} )) || return 0
  _swrole_role || return 0
  if [[ $_swrole_time == ' expired' && -n $_swrole_renewal ]]; then _swrole_time=' expired: swr renews it'; fi
  if [[ -n ${NO_COLOR:-} || ${TERM:-} == dumb ]]; then
    printf '%s%s\n' "$_swrole_name" "$_swrole_time"
  else
    [[ $_swrole_time != ' expired'* ]] || _swrole_time=$'\e[1;31m'$_swrole_time$'\e[0m'
    printf '\033[%sm%s\033[0m%s\n' "${SWROLE_COLOR:-36}" "$_swrole_name" "$_swrole_time"
  fi
}
typeset -ga precmd_functions
precmd_functions+=(_swrole_prompt)

if [[ -n $_swrole_renewal ]]; then
  # swr alone renews the role of this shell. If that fails, the shell keeps what it has: it is of the same role.
  _swrole_renew() {
    # Credentials are not for the trace of set -x.
    emulate -L zsh -o no_xtrace
    local text
    local -a words
    words=("${(@f)_swrole_renewal}")
    # swr may have given this shell another role.
    if [[ -n ${SWROLE_PROFILE:-} && $SWROLE_PROFILE != $_swrole_opened ]]; then
      _swrole_role
      words=("--profile=$_swrole_name" --yes)
    fi
    # Near the end, only credentials that last longer will do.
    if _swrole_left && (( _swrole_seconds > 0 && _swrole_seconds < 900 )); then
      words+=(--min-ttl "${_swrole_seconds}s")
    fi
    text=$(command swrole -f sh "$words[@]") || return
    eval "$text"
  }

  # The one of `swrole init zsh` takes its place.
  function swr {
    if (( $# > 0 )); then
      # What it is for a name is in the file of init, which takes the place of this function.
      local text
      text=$(command swrole init zsh) || return
      eval "$text"
      \swr "$@"
      return
    fi
    _swrole_renew
  }
fi

# Last, because it may return early or set options that change the meaning of the lines above.
if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
  source "${ZDOTDIR-$HOME}/.zshenv"
fi

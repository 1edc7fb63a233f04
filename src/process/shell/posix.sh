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

# Such a shell has no hook before the prompt, but expands variables in it. An exported PS1 has the line already.
case ${PS1:-} in
  *SWROLE_PROFILE*) ;;
  *)
    if [ -n "${NO_COLOR:-}" ] || [ "${TERM:-}" = dumb ]; then
      PS1="\${SWROLE_PROFILE:-}
${PS1:-}"
    else
      PS1="$(printf '\033[')\${SWROLE_COLOR:-36}m\${SWROLE_PROFILE:-}$(printf '\033[0m')
${PS1:-}"
    fi
    ;;
esac

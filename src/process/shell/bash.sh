# For `bash --rcfile THIS`: a swrole subshell. bash has already read the system's own rc file (the option
# replaces only ~/.bashrc), so only ~/.bashrc is missing.
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi

# SWROLE_PROFILE has the bytes of other characters than AWS's alphabet as =E9=96=8B.
_swrole_prompt() {
  if [ -z "${SWROLE_PROFILE:-}" ]; then return 0; fi
  if [ -n "${NO_COLOR:-}" ] || [ "${TERM:-}" = dumb ]; then
    printf '%b\n' "${SWROLE_PROFILE//=/\\x}"
  else
    printf '\033[%sm%b\033[0m\n' "${SWROLE_COLOR:-36}" "${SWROLE_PROFILE//=/\\x}"
  fi
}

# Last, so that the line is directly above the prompt, and other prompt commands still see the status of the
# command. As text, which also extends an array (its first element). PROMPT_COMMAND may be exported: so not a
# second time, and without effect in a bash that does not have the function.
case ${PROMPT_COMMAND:-} in
  *_swrole_prompt*) ;;
  *) PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}! declare -F _swrole_prompt >/dev/null || _swrole_prompt" ;;
esac

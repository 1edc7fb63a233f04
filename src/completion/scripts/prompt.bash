# The segment before PS1: the role of this shell, and how long its credentials last.
_swrole_segment=

_swrole_segment_before() {
  local color=${SWROLE_COLOR:-36} begin end
  _swrole_segment=
  # The start-up file may set PS1 after this.
  case ${PS1-} in
    *'${_swrole_segment-}'*) ;;
    *) PS1='${_swrole_segment-}'${PS1-} ;;
  esac
  _swrole_role || return 0
  _swrole_segment="$_swrole_name$_swrole_time "
  [ -z "${NO_COLOR:-}" ] && [ "${TERM:-}" != dumb ] || return 0
  # What \[ and \] are in PS1; only the line editor understands them.
  case :${SHELLOPTS:-}: in *:emacs:* | *:vi:*) begin=$'\001' end=$'\002' ;; *) return 0 ;; esac
  begin+=$'\033[' end=m$end
  case $_swrole_time in ' expired') _swrole_time=" ${begin}1;31${end}expired" ;; esac
  _swrole_segment="$begin$color$end$_swrole_name${begin}0$end$_swrole_time${begin}0$end "
}

# As text, which also extends an array. PROMPT_COMMAND may be exported to a bash that does not have the function.
case ${PROMPT_COMMAND:-} in
  *_swrole_segment_before*) ;;
  *) PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}! declare -F _swrole_segment_before >/dev/null || _swrole_segment_before" ;;
esac

# For `fish -C 'source $SWROLE_SHELL_FILE'`: a swrole subshell. fish has read the user's configuration by
# now. An event, because fish_prompt itself belongs to the user, and it is not fired again at a redraw.
set -e SWROLE_SHELL_FILE

function _swrole_prompt --on-event fish_prompt
    test -n "$SWROLE_PROFILE"; or return
    # The bytes of other characters than AWS's alphabet are there as =E9=96=8B.
    set -l name (string replace -a % %25 -- $SWROLE_PROFILE | string replace -a = % | string unescape --style=url)
    if test -n "$NO_COLOR"; or test "$TERM" = dumb
        printf '%s\n' $name
    else
        set -l color $SWROLE_COLOR 36
        printf '\033[%sm%s\033[0m\n' $color[1] $name
    end
end

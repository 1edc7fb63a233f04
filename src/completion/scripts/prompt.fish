# The segment before the prompt: the role of this shell, and how long its credentials last.
function _swrole_segment
    set -l name (_swrole_name); or return 0
    set -l time (_swrole_time)
    if test -n "$NO_COLOR"; or test "$TERM" = dumb
        echo "$name$time "
    else
        test "$time" = ' expired'; and set time ' '\e'[1;31mexpired'\e'[0m'
        set -l color $SWROLE_COLOR 36
        echo \e"[$color[1]m$name"\e"[0m$time "
    end
end

# At the first prompt, because the start-up file may set fish_prompt after this. The prompt comes first, so that it sees the
# status of the last command.
function _swrole_wrap_prompt --on-event fish_prompt
    functions -e _swrole_wrap_prompt
    functions -q _swrole_own_prompt; and return
    functions -q fish_prompt; or return
    functions -c fish_prompt _swrole_own_prompt
    function fish_prompt
        set -l lines (_swrole_own_prompt)
        set -l segment (_swrole_segment)
        string join \n -- "$segment$lines[1]" $lines[2..-1]
    end
end

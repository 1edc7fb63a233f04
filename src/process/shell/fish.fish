# For `fish -C 'source $SWROLE_SHELL_FILE'`: a swrole subshell. fish has read the user's configuration by
# now. An event, because fish_prompt itself belongs to the user, and it is not fired again at a redraw.
source (string replace -r '[^/]*$' left.fish -- $SWROLE_SHELL_FILE)

# The words with which swrole gives this role again, and the role.
set -g _swrole_renewal (string split \n -- $SWROLE_RENEWAL)
set -g _swrole_opened $SWROLE_PROFILE
set -e SWROLE_SHELL_FILE SWROLE_RENEWAL

function _swrole_prompt --on-event fish_prompt
    # Not where the prompt has the role already, by `swrole init fish --prompt`.
    functions -q _swrole_segment; and return
    set -l name (_swrole_name); or return
    set -l time (_swrole_time)
    if test "$time" = ' expired'; and set -q _swrole_renewal[1]
        set time ' expired: swr renews it'
    end
    if test -n "$NO_COLOR"; or test "$TERM" = dumb
        printf '%s%s\n' $name "$time"
    else
        string match -q ' expired*' -- "$time"; and set time \e'[1;31m'$time\e'[0m'
        set -l color $SWROLE_COLOR 36
        printf '\033[%sm%s\033[0m%s\n' $color[1] $name "$time"
    end
end

# swr alone renews the role of this shell. If that fails, the shell keeps what it has: it is of the same role.
if set -q _swrole_renewal[1]
    function _swrole_renew
        # Credentials are not for fish's trace.
        set -l fish_trace
        set -l words $_swrole_renewal
        # swr may have given this shell another role.
        if test -n "$SWROLE_PROFILE"; and test "$SWROLE_PROFILE" != "$_swrole_opened"
            set words --profile=(_swrole_name) --yes
        end
        # Near the end, only credentials that last longer will do.
        set -l left (_swrole_left)
        and test $left -gt 0; and test $left -lt 900
        and set -a words --min-ttl $left's'
        set -l text
        command swrole -f fish $words | read -z text
        set -l failure $pipestatus[1]
        test $failure -eq 0; or return $failure
        # One after the other, each a whole line.
        for line in (string split \n -- $text)
            eval $line; or return 1
        end
    end

    functions -q swr; or function swr --description 'renew the role of this shell'
        if set -q argv[1]
            # What it is for a name is in the file of init, which takes the place of this function.
            set -l text
            command swrole init fish | read -z text
            set -l failure $pipestatus[1]
            test $failure -eq 0; or return $failure
            eval $text
            swr $argv
            return
        end
        _swrole_renew
    end
end

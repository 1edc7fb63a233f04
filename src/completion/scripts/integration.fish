# swrole in fish. In ~/.config/fish/config.fish: swrole init fish | source

function swr --description 'give this shell the role of a profile (swr asks which, swr - goes back, swr off takes it away)'
    # Credentials are not for fish's trace.
    set -l fish_trace
    # In a shell that swrole has opened.
    if test (count $argv) -eq 0; and functions -q _swrole_renew
        _swrole_renew
        return
    end
    # Without a terminal there is no question: then it says which role the shell has.
    if test (count $argv) -eq 0; and not begin; isatty stdin; and isatty stdout; and isatty stderr; end
        command swrole __current
        return
    end
    if test "$argv" = off
        _swrole_off
        return
    end
    # What is no switch is swrole's own affair.
    if contains -- "$argv[1]" @COMMANDS@ -h --help -V --version; or contains -- -- $argv
        command swrole $argv
        return
    end
    # A pipe, because a redirection of swr does not reach into a command substitution.
    set -l text
    set -lx SWROLE_PREVIOUS $_swrole_previous
    command swrole -f fish $argv | read -z text
    set -l failure $pipestatus[1]
    if test $failure -eq 2; or begin; test $failure -ne 0; and string match -q ': unchanged; *' -- $text; end
        # The words are wrong, or nothing was chosen: that is no switch.
        return $failure
    end
    if test $failure -ne 0
        _swrole_off
        return $failure
    end
    if not string match -q 'for SWROLE_NAME in *' -- $text
        # Such as the help.
        builtin printf %s $text
        return
    end
    string match -q "*SWROLE_PROFILE '$SWROLE_PROFILE';*" -- $text; or _swrole_leave
    # One after the other, each a whole line.
    for line in (string split \n -- $text)
        if not eval $line
            _swrole_off
            return 1
        end
    end
end

function _swrole_off
    _swrole_leave
    @UNSET@
end

# What swr - goes back to.
function _swrole_leave
    test -z "$SWROLE_PROFILE"; or set -g _swrole_previous $SWROLE_PROFILE
end

function _swrole_complete
    set -l tokens (commandline -opc)
    command swrole __complete words $argv[1] $tokens[2..-1] (commandline -ct) 2>/dev/null
end

function _swrole_foreign
    contains -- -- (commandline -opc)
end

# The command behind -- is completed as it would be without swrole.
function _swrole_complete_foreign
    set -l tokens (commandline -opc)
    set -l index (contains -i -- -- $tokens)
    set -l rest (string escape -- $tokens[(math $index + 1)..-1]) (commandline -ct)
    complete -C "$rest"
end

for name in swrole swr
    complete -c $name -e
    complete -c $name -f
    complete -c $name -n 'not _swrole_foreign' -k -a "(_swrole_complete $name)"
    complete -c $name -n _swrole_foreign -a '(_swrole_complete_foreign)'
end
set -e name

@PROMPT@

# For prompts in fish: the role of this shell, and how long its credentials last.

# The seconds since 1970. fish has no clock; its builtin path, from version 3.6 on, tells when a file was changed, and how
# long ago that is. An older fish starts date.
if type -q path; and path mtime -R / >/dev/null 2>&1
    function _swrole_clock
        math (path mtime /) + (path mtime -R /)
    end
else
    function _swrole_clock
        command date +%s
    end
end

# Prints the seconds that AWS_CREDENTIAL_EXPIRATION leaves; fails if it is no time, as for long-term keys.
function _swrole_left
    set -l part (string match -r '^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$' -- "$AWS_CREDENTIAL_EXPIRATION")
    or return
    # The days of the proleptic Gregorian calendar, from the day in 1970: a year that begins in March ends with the leap day.
    set -l shift (math "floor((14 - $part[3]) / 12)")
    set -l year (math "$part[2] + 4800 - $shift")
    set -l days (math "$part[4] + floor((153 * ($part[3] + 12 * $shift - 3) + 2) / 5) + 365 * $year + floor($year / 4) - floor($year / 100) + floor($year / 400) - 2472633")
    set -l now (_swrole_clock)
    math "(($days * 24 + $part[5]) * 60 + $part[6]) * 60 + $part[7] - $now"
end

# Prints the name of the profile; fails without a role.
function _swrole_name
    test -n "$SWROLE_PROFILE"; or return
    # The bytes of other characters than AWS's alphabet are there as =E9=96=8B.
    string replace -a % %25 -- $SWROLE_PROFILE | string replace -a = % | string unescape --style=url
end

# Prints ' 55m' or ' expired', or nothing if the credentials have no end.
function _swrole_time
    set -l seconds (_swrole_left); or return
    if test $seconds -le 0
        echo ' expired'
    else if test $seconds -lt 60
        echo " $seconds"s
    else
        set -l time (math "floor($seconds / 3600)")h(math "floor($seconds / 60) % 60")m
        echo " "(string replace -r '^0h' '' $time | string replace -r 'h0m$' h)
    end
end

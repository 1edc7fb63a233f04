#!/bin/sh
# Starts swrole for SDKs. It prints the stored answer of `swrole -j PROFILE` itself, without node, if nothing that the answer
# depends on has changed. On any doubt, node runs swrole. `swrole setup` writes this file, and replaces it.
# swrole @version@ @sum@

(
  { set +ax; } 2>/dev/null # no trace of what follows, and no variable for other programs
  newline='
'
  [ $# = 2 ] && [ "$1" = -j ] && [ -z "${SWROLE_DEBUG-}${SWROLE_REGION-}" ] || exit 1
  unset document text value # their values are secret, and a variable of the environment would pass them on
  profile=$2
  cache=${SWROLE_CACHE_DIR:-${HOME-}/.aws/swrole}
  config=${AWS_CONFIG_FILE:-${HOME-}/.aws/config}
  credentials=${AWS_SHARED_CREDENTIALS_FILE:-${HOME-}/.aws/credentials}
  answer=$cache/answers/$profile
  case $profile in -* | */*) exit 1 ;; esac
  for path in "$cache" "$config" "$credentials"; do
    case $path in *..*) exit 1 ;; /*) ;; *) exit 1 ;; esac
  done

  # Every valid region gives the same answer. Longer or unusual names are for node to check.
  for region in "${AWS_REGION-}" "${AWS_DEFAULT_REGION-}"; do
    case $region in
      '') ;;
      -* | *- | *[!abcdefghijklmnopqrstuvwxyz0123456789-]* | ????????????????*) exit 1 ;;
      ??-* | ????-*) ;;
      *) exit 1 ;;
    esac
  done

  # A file that does not exist is replaced by the other one. The sum over the names below records that too.
  is_missing() { [ ! -e "$1" ] && [ ! -h "$1" ] && [ -x "${1%/*}/." ]; }
  if is_missing "$credentials"; then credentials=$config; elif is_missing "$config"; then config=$credentials; fi
  [ -O "$cache" ] && [ ! -h "$cache" ] && [ ! -h "${answer%/*}" ] && [ -O "$answer" ] && [ ! -h "$answer" ] || exit 1
  for file in "$answer" "$config" "$credentials"; do
    [ -f "$file" ] && [ ! "$file" -nt "$answer" ] || exit 1
  done

  { IFS= read -r header && IFS= read -r sums && IFS= read -r document; } <"$answer" || exit 1
  case $document in '{"Version":1,'*'}') ;; *) exit 1 ;; esac
  size=$((${#header} + ${#sums} + ${#document} + 3))
  set -f
  IFS=' '
  set -- $header # more than five words: the answer depends on something else, too
  [ "$# $1" = '5 swrole-answer-5' ] || exit 1
  expires=$2 written=$3
  set -- $sums
  [ $# = 8 ] || exit 1
  inode1=$1 sum1="$2 $3 $config" inode2=$4 sum2="$5 $6 $credentials" sum3="$7 $8"

  # Inode, mode, links, owner, group, size, date and name. The file that changed last comes first, by a time that `touch` cannot set.
  list=$(ls -dLnict "$cache" "$answer" "$config" "$credentials") || exit 1
  found=
  IFS=$newline
  for line in $list; do
    IFS=' '
    set -- $line
    case "$2 $line" in
      drwx--[-S]---[\ .@]*" $cache") ;;
      -rw-------[\ .@]*" $answer") found="$found $3 $6" ;;
      *" $config" | *" $credentials") found="$found $1" ;;
      *) exit 1 ;;
    esac
  done
  case $found in " 1 $size $inode1 $inode2" | " 1 $size $inode2 $inode1") ;; *) exit 1 ;; esac

  # The sum protects the answer from damage, not from an attacker: only its owner can write the file. `echo` is a builtin
  # everywhere, so that no secret is an argument of a process; it would change a backslash.
  text=
  for value in "$header" "$profile" "$config" "$credentials" "${AWS_CONFIG_FILE-}" "${AWS_SHARED_CREDENTIALS_FILE-}" \
    "${AWS_ENDPOINT_URL_STS-}" "${AWS_ENDPOINT_URL-}" "${AWS_IGNORE_CONFIGURED_ENDPOINT_URLS-}" "${AWS_USE_FIPS_ENDPOINT-}" \
    "${AWS_USE_DUALSTACK_ENDPOINT-}" "${AWS_STS_REGIONAL_ENDPOINTS-}" "${AWS_ENDPOINT_URL_SSO-}" \
    "${AWS_ENDPOINT_URL_SSO_OIDC-}" "${AWS_ENDPOINT_URL_SIGNIN-}" "${AWS_MAX_ATTEMPTS-}" "${AWS_RETRY_MODE-}" "$document"; do
    case $value in *"$newline"* | *\\*) exit 1 ;; esac
    text=$text$value$newline
  done
  # Not every `cksum` knows `-`; and what ksh93 has instead of a pipe cannot be opened.
  found=$(echo "$text" | { if [ -S /dev/stdin ]; then input=-; else input=/dev/stdin; fi; cksum "$config" "$credentials" $input; })
  [ "${found% *}" = "$sum1$newline$sum2$newline$sum3" ] || exit 1

  now=$(date +%s)
  case $now$expires$written in *[!0123456789]*) exit 1 ;; esac
  [ "$now" -lt "$expires" ] && [ "$written" -le $((now + 300)) ] && echo "$document"
) 2>/dev/null && exit

fail() {
  echo "swrole: error: $1" >&2
  echo "swrole: hint: install $2, then run 'swrole setup' again" >&2
  exit 1
}
[ -f @program@ ] || fail 'swrole has been removed, but not its launcher' swrole
set -- @program@ "$@"
[ -x @node@ ] && exec @node@ "$@"
command -v node >/dev/null 2>&1 || fail 'the node that swrole used has been removed, and there is none on the PATH' node
exec node "$@"

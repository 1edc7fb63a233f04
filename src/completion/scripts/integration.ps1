# swrole in PowerShell. In $PROFILE: Invoke-Expression (& swrole init powershell | Out-String)

# swr PROFILE [flags] gives this shell the role, swr asks which one, swr - goes back to the one before, swr off takes it away.
function global:swr {
  $swrole = Get-Command -Name swrole -CommandType Application -TotalCount 1 -ErrorAction SilentlyContinue | Select-Object -ExpandProperty Source
  # Without a console there is no question: then it says which role the shell has.
  if ($args.Count -eq 0 -and ([Console]::IsInputRedirected -or [Console]::IsOutputRedirected -or [Console]::IsErrorRedirected)) {
    & $swrole __current
    return
  }
  if ($args.Count -eq 1 -and $args[0] -ceq 'off') {
    _swrole_off
    return
  }
  # What is no switch is swrole's own affair.
  if (('@COMMANDS@ -h --help -V --version' -csplit ' ') -ccontains "$($args[0])" -or $args -ccontains '--') {
    & $swrole @args
    return
  }
  if (-not $swrole) {
    _swrole_off
    throw 'swrole is not installed'
  }
  # Its failure must not end this function, which then has variables to remove.
  $PSNativeCommandUseErrorActionPreference = $false
  $env:SWROLE_PREVIOUS = $global:_swrole_previous
  try {
    $text = & $swrole -f powershell @args | Out-String
    $failure = $LASTEXITCODE
  } finally {
    $env:SWROLE_PREVIOUS = $null
  }
  if ($failure -eq 2 -or ($failure -ne 0 -and $text.StartsWith("throw 'unchanged:"))) {
    # The words are wrong, or nothing was chosen: that is no switch.
    throw "swrole ended with exit code $failure"
  }
  if ($failure -ne 0) {
    _swrole_off
    throw "swrole failed with exit code $failure"
  }
  if (-not $text.StartsWith('$env:')) {
    # Such as the help.
    $text
    return
  }
  if (-not $text.Contains("SWROLE_PROFILE = '$env:SWROLE_PROFILE';")) { _swrole_leave }
  Invoke-Expression $text
}

function global:_swrole_off {
  _swrole_leave
  @UNSET@
}

# What swr - goes back to.
function global:_swrole_leave {
  if ($env:SWROLE_PROFILE) { $global:_swrole_previous = $env:SWROLE_PROFILE }
}

Register-ArgumentCompleter -Native -CommandName swrole, swr -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
      if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
  $swrole = Get-Command -Name swrole -CommandType Application -TotalCount 1 -ErrorAction SilentlyContinue | Select-Object -ExpandProperty Source
  $program = if ($commandAst.GetCommandName() -ceq 'swr') { 'swr' } else { 'swrole' }
  $current = $wordToComplete.Trim('''"')
  # Windows PowerShell would lose an empty argument; a word that is nothing yet is told by a space.
  $asked = if ($current -eq '') { ' ' } else { $current }
  & $swrole __complete words $program @($words | Select-Object -Skip 1) $asked | ForEach-Object {
    $value, $description = $_ -split "`t", 2
    if ($value.StartsWith($current)) {
      $typed = if ($value -cmatch '^[\w/.%:+=-]+$') { $value } else { "'" + $value.Replace("'", "''") + "'" }
      $shown = if ($description) { $description } else { $value }
      [System.Management.Automation.CompletionResult]::new($typed, $value, 'ParameterValue', $shown)
    }
  }
}

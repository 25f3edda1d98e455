#!/bin/sh
# Lists what the app is made of (SBOM, CycloneDX) and asks which of it has known holes. `make audit` calls it.
# Ends with 0: asked, nothing known. 1: something is known, and listed. 2: NOT ASKED, as the advisories could not be reached.
set -u
lock=deploy/requirements.lock
out=${VAR_DIR:-var}
mkdir -p "$out"
rm -f "$out/audit.json" "$out/sbom.json"

cyclonedx-py requirements "$lock" --output-format JSON --output-file "$out/sbom.json" || exit 2
echo "What it is made of: $out/sbom.json"

# The lock is complete and has hashes, so nothing is downloaded or built: only names and versions are asked about.
pip-audit --requirement "$lock" --require-hashes --disable-pip --progress-spinner off --format json --output "$out/audit.json" 2>"$out/audit.log"
code=$?
# A mirror without advisories answers "no such package", which pip-audit passes over and then says that all is well.
passed_over=$(grep -o '"skip_reason"' "$out/audit.json" 2>/dev/null | wc -l)
if [ "$code" -eq 0 ] && [ "$passed_over" -gt 0 ]; then
  echo "NOT AUDITED: for $passed_over of the parts there was no answer. Nothing is known about these versions, good or bad."
  exit 2
elif [ "$code" -eq 0 ] && [ -s "$out/audit.json" ]; then
  echo "Known holes: none, as of $(date -u +%Y-%m-%dT%H:%MZ)."
elif [ -s "$out/audit.json" ]; then
  cat "$out/audit.log"
  echo "Known holes: see $out/audit.json."
  exit 1
else
  tail -n 1 "$out/audit.log"
  echo "NOT AUDITED: the advisories could not be asked (offline?). Nothing is known about these versions, good or bad."
  exit 2
fi

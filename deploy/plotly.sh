# Fetch the partial build of Plotly that belongs to the installed plotly package; say so and go on where it cannot be.
version=$("$1"/python -c 'from plotly.offline import get_plotlyjs_version; print(get_plotlyjs_version())')
target=static/plotly-cartesian-$version.min.js
[ -e "$target" ] && exit
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --fetch-retries=0 --fetch-timeout=20000 --pack-destination "$folder" "plotly.js-cartesian-dist-min@$version" > "$folder/log" 2>&1 &&
	tar -xzf "$folder"/*.tgz -C "$folder" && mv "$folder/package/plotly-cartesian.min.js" "$target" ||
	echo "The partial build of Plotly was not fetched (it needs npm): the app serves the whole."

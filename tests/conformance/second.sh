# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A server that has nothing in common with a sandbox: certificates made by openssl, other names,
# addresses, OIDs, operators and profile types. Sourced after tests/lib.sh.
#	make_second DIR PORT	(of six ports in a row)

second_host=dp.second.test second_ds=ds.second.test

# One section of openssl.cnf for each kind of certificate (SGP.22 §4.5.2.1, variant O).
second_sections() {
	local role=2.23.146.1.2.1
	cat <<-END
		[req]
		distinguished_name = name
		[name]
		[eums]
		O = Second Maker
		serialNumber = 89086030
		[ci]
		basicConstraints = critical,CA:TRUE
		keyUsage = critical,keyCertSign,cRLSign
		certificatePolicies = critical,$role.0
		subjectKeyIdentifier = hash
		subjectAltName = RID:2.999.4700
		[eum]
		basicConstraints = critical,CA:TRUE,pathlen:0
		keyUsage = critical,keyCertSign
		certificatePolicies = critical,$role.2
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = RID:2.999.4705
		nameConstraints = critical,permitted;dirName:eums
		[dpauth]
		keyUsage = critical,digitalSignature
		certificatePolicies = critical,$role.4
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = RID:2.999.4711
		[dppb]
		keyUsage = critical,digitalSignature
		certificatePolicies = critical,$role.5
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = RID:2.999.4711
		[dptls]
		keyUsage = critical,digitalSignature
		extendedKeyUsage = critical,serverAuth,clientAuth
		certificatePolicies = $role.3
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = DNS:$second_host,RID:2.999.4711
		[dsauth]
		keyUsage = critical,digitalSignature
		certificatePolicies = critical,$role.7
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = RID:2.999.4715
		[dstls]
		keyUsage = critical,digitalSignature
		extendedKeyUsage = critical,serverAuth,clientAuth
		certificatePolicies = $role.6
		subjectKeyIdentifier = hash
		authorityKeyIdentifier = keyid
		subjectAltName = DNS:$second_ds,DNS:localhost,RID:2.999.4715
		[endpoint]
		subjectAltName = DNS:localhost
	END
}

# A key and a certificate under the CI of the same curve: second_issue CURVE KIND SUBJECT
second_issue() {
	local dir=$1 kind=$2 subject=$3
	openssl req -new -key "$dir/$kind.key" -subj "$subject" -config "$second/openssl.cnf" -out "$dir/$kind.csr" &&
		openssl x509 -req -in "$dir/$kind.csr" -CA "$dir/ci.pem" -CAkey "$dir/ci.key" -days 900 -sha256 \
			-set_serial "0x$(openssl rand -hex 8)" -extfile "$second/openssl.cnf" -extensions "$kind" \
			-out "$dir/$kind.pem"
}

second_set() {
	local dir=$second/$1 curve=$2 kind
	mkdir "$dir"
	for kind in ci eum dpauth dppb dptls dsauth dstls; do
		openssl ecparam -name "$curve" -genkey -noout -out "$dir/$kind.key" || return
	done
	openssl req -x509 -new -key "$dir/ci.key" -subj "/C=DE/O=Second/CN=Second CI $1" -days 4000 -sha256 \
		-config "$second/openssl.cnf" -extensions ci -out "$dir/ci.pem" || return
	second_issue "$dir" eum "/C=FR/O=Second Maker/CN=Maker" &&
		second_issue "$dir" dpauth "/O=Second/CN=auth" &&
		second_issue "$dir" dppb "/O=Second/CN=pb" &&
		second_issue "$dir" dptls "/O=Second/CN=$second_host" &&
		second_issue "$dir" dsauth "/O=Second/CN=ds auth" &&
		second_issue "$dir" dstls "/O=Second/CN=$second_ds"
}

# The operator pins nothing but its own certificates.
second_operator() {
	local name
	for name in bss events; do
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:secp384r1 -nodes -days 30 -subj "/CN=$name" \
			-config "$second/openssl.cnf" -extensions endpoint -keyout "$second/$name.key" -out "$second/$name.pem"
	done
}

second_pair() { echo "{ certificate = \"$1/$2.pem\"; key = \"$1/$2.key\"; }"; }

second_issuer() {
	cat <<-END
		{ certificate = "$1/ci.pem"; dpauth = $(second_pair "$1" dpauth);
		  dppb = $(second_pair "$1" dppb); dsauth = $(second_pair "$1" dsauth); }
	END
}

second_type() {
	cat <<-END
		{ name = "$1"; operator = "blue"; protection = "$2"; $3
		  metadata = { service_provider_name = "Second Télécom"; profile_name = "$1"; $4 }; }
	END
}

second_icon() {
	{
		printf '\377\330\377\340'
		head -c 1010 /dev/zero
		printf '\377\331'
	} >"$second/icon.jpg"
}

second_rspd_conf() {
	local port=$1 both
	both="($(second_pair nist dptls), $(second_pair brp dptls))"
	cat <<-END
		smdpp = { address = "$second_host"; };
		smds = { address = "$second_ds"; root = "root.second.test"; registrars = ({ ca = "brp/ci.pem"; }, { ca = "nist/ci.pem"; }); };
		listen = {
		  es9p = { address = "127.0.0.1:$port"; tls = $both; };
		  es2p = { address = "127.0.0.1:$((port + 1))"; tls = ($(second_pair nist dptls)); };
		  es11 = { address = "127.0.0.1:$((port + 3))"; tls = ($(second_pair nist dstls)); };
		  es12 = { address = "127.0.0.1:$((port + 4))"; tls = ($(second_pair nist dstls)); };
		};
		store = { path = "second.db"; };
		keyring = { wrap_keys = [ "wrap" ]; lookup_key = "lookup"; };
		certificate_issuers = ($(second_issuer brp), $(second_issuer nist));
		smds_peers = (
		  { address = "root.second.test"; url = "https://localhost:$((port + 5))"; ca = "events.pem"; },
		  { address = "$second_ds"; url = "https://localhost:$((port + 4))"; default = true; });
		operators = (
		  { name = "red"; function_requester_identifiers = [ "RED" ]; clients = ({ certificate = "events.pem"; }); },
		  { name = "blue"; function_requester_identifiers = [ "BLUE-1", "BLUE-2" ];
		    clients = ({ certificate = "bss.pem"; });
		    dialect = { numbers_as_text = true; iccid_padded = true; };
		    notify = { url = "https://localhost:$((port + 2))"; ca = "events.pem";
		      certificate = "nist/dptls.pem"; key = "nist/dptls.key"; }; });
		profile_types = (
		$(second_type one session-keys "" ""),
		$(second_type two ppk "" ""),
		$(second_type three session-keys "" 'icon = "icon.jpg";'),
		$(second_type four ppk "" 'icon = "icon.jpg";'),
		$(second_type five session-keys 'requires = { svn = "2.2.0"; profile_version = "2.3.1";
		  free_memory = 200000; device = { gsm = "5.0.0"; }; };' ""),
		$(second_type six session-keys "" 'owner = { mcc_mnc = "262001"; }; policy_rules = [ "ppr1" ];'),
		$(second_type seven session-keys 'max_download_attempts = 2; max_confirmation_code_attempts = 2;' ""),
		$(second_type eight session-keys "" ""),
		$(second_type nine session-keys "" "" | sed 's|"blue"|"red"|'));
	END
}

second_conformance_conf() {
	local port=$1 role
	cat <<-END
		es9p = { url = "https://$second_host:$port"; connect = "127.0.0.1:$port"; address = "$second_host"; };
		es2p = { url = "https://$second_host:$((port + 1))"; connect = "127.0.0.1:$((port + 1))";
		  ca = "nist/ci.pem"; certificate = "bss.pem"; key = "bss.key"; requester = "BLUE-2"; };
		es11 = { url = "https://$second_ds:$((port + 3))"; connect = "127.0.0.1:$((port + 3))"; address = "$second_ds"; };
		es12 = { url = "https://$second_ds:$((port + 4))"; connect = "127.0.0.1:$((port + 4))";
		  certificate = "nist/dptls.pem"; key = "nist/dptls.key"; requester = "2.999.4711"; };
		es15 = { url = "https://$second_ds:$((port + 4))"; connect = "127.0.0.1:$((port + 4))";
		  certificate = "nist/dstls.pem"; key = "nist/dstls.key"; requester = "2.999.4715"; };
		root = { address = "127.0.0.1:$((port + 5))"; certificate = "events.pem"; key = "events.key"; ca = "nist/ci.pem"; };
		endpoint = { address = "127.0.0.1:$((port + 2))"; certificate = "events.pem"; key = "events.key"; ca = "nist/ci.pem"; };
		issuers = (
		  { ci = "brp/ci.pem"; ci_key = "brp/ci.key"; eum = "brp/eum.pem"; eum_key = "brp/eum.key"; },
		  { ci = "nist/ci.pem"; ci_key = "nist/ci.key"; eum = "nist/eum.pem"; eum_key = "nist/eum.key"; });
		profile_types = (
	END
	for role in one:session-keys two:ppk three:long four:long-ppk five:demanding six:ppr eight:out-of-stock nine:foreign; do
		echo "  { role = \"${role#*:}\"; name = \"${role%:*}\"; },"
	done
	echo '  { role = "few-attempts"; name = "seven"; });'
}

second_stock() {
	local type
	for type in 'one 400' 'two 100' 'three 40 --long' 'four 40 --long' 'five 40' 'six 40' 'seven 60'; do
		# shellcheck disable=SC2086
		set -- $type
		rspctl profile make --config "$second/rspd.conf" --type "$1" --count "$2" ${3:+"$3"} || return
	done
}

make_second() {
	second=$1
	mkdir "$second" || return
	second_sections >"$second/openssl.cnf"
	second_set nist prime256v1 && second_set brp brainpoolP256r1 || return
	second_operator || return
	second_icon
	openssl rand -hex 32 >"$second/wrap"
	openssl rand -hex 32 >"$second/lookup"
	chmod 600 "$second/wrap" "$second/lookup"
	second_rspd_conf "$2" >"$second/rspd.conf"
	second_conformance_conf "$2" >"$second/conformance.conf"
	second_stock
}

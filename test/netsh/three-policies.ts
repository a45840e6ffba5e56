/** A script of netsh that uses every verb of the static context and leaves three policies. */

export const THREE_POLICIES = String.raw`# Three policies, by every verb of ipsec static
pushd ipsec static
set store location=local
set batch mode=enable
set interactive mode=enable
set interactive mode=disable
delete all
restorepolicyexamples release=win2003
delete policy all
delete filterlist all
delete filteraction all
add filterlist name="Web" description="HTTP and HTTPS, of all \'guests\'"
add filter filterlist="Web" srcaddr=any dstaddr=me description="HTTP" protocol=TCP mirrored=yes dstport=80
add filter filterlist="Web" srcaddr=any dstaddr=me protocol=TCP dstport=443
add filter Web me any "to be taken out" UDP no srcport=1000 dstport=2000
delete filter Web me any UDP srcport=1000 dstport=2000 mirrored=no
add filter filterlist="Web" srcaddr=me dstaddr=web.lab.example protocol=TCP dstport=8080
add filterlist "Ping"
add filter Ping me any protocol=ICMP
add filter "Everything" me any
add filterlist "Servers"
add filter Servers me DNS protocol=UDP dstport=53
add filter Servers me WINS
add filter Servers DHCP me protocol=UDP srcport=67
add filter Servers GATEWAY me protocol=RAW
add filterlist "Out"
add filter Out 10.1.0.0 10.2.0.0 srcmask=16 dstmask=255.255.0.0 mirrored=no
add filterlist "In"
add filter In 10.2.0.0 10.1.0.0 srcmask=16 dstmask=255.255.0.0 mirrored=no
add filterlist "Odd"
add filter Odd 192.0.2.1 192.0.2.2 protocol=47 mirrored=no description="it's GRE \\ 'quoted'"
add filterlist "Spare"
set filterlist name="Spare" newname="Not used" description="by anybody"
delete filterlist name="Not used"
add filteraction "Permit" action=permit
add filteraction "Block" description="nothing passes" action=block
add filteraction name="Secure" qmpfs=yes qmsecmethods="ESP[3DES,SHA1]:100000k/900s ESP[DES,MD5]:20480k AH[SHA1]:3600s AH[MD5]+ESP[3DES,None]"
add filteraction name="Request" inpass=yes soft=yes action=negotiate
add filteraction name="Spare"
set filteraction name="Spare" newname="Wanted not" qmpfs=y inpass=y soft=y action=negotiate qmsecmethods="AH[SHA1]"
delete filteraction name="Wanted not"
set filteraction name="Request" description="as far as they can"
add policy name="Office" description="For the office" mmlifetime=60 pollinginterval=30 mmsecmethods="3DES-SHA1-3 3DES-SHA1-2"
add rule name="Web" policy="Office" filterlist="Web" filteraction="Request" kerberos=yes psk="a \'key\' of the lab"
add rule name="Ping" policy="Office" filterlist="Ping" filteraction="Permit" description="for those who look"
add rule name="Servers" policy="Office" filterlist="Servers" filteraction="Permit" conntype=lan
add rule name="Gone" policy="Office" filterlist="Odd" filteraction="Block"
add rule name="Rest" policy="Office" filterlist="Everything" filteraction="Request"
delete rule name="Gone" policy="Office"
set rule name="Servers" policy="Office" newname="This net's servers" conntype=all activate=no
set rule id=4 policy="Office" psk="another" rootca="C=US,O=Lab,CN=\'Root, one\' certmap:yes excludecaname:yes"
set defaultrule policy="Office" qmpfs=yes qmsecmethods="ESP[3DES,SHA1] AH[MD5]:300s" kerberos=yes rootca="CN=Root"
add policy "Branch" activatedefaultrule=no mmpfs=yes
add rule "Out" "Branch" "Out" "Secure" tunnel=gate.lab.example psk="tunnel"
add rule "In" "Branch" "In" "Secure" 192.0.2.1 psk="tunnel"
add rule "Odd" "Branch" "Odd" "Block" conntype=dialup activate=no
set policy name="Branch" description="Both ways" qmpermm=1 mmlifetime=5 pollinginterval=1 mmsecmethods="DES-MD5-1"
add policy "Spare"
set policy name="Spare" newname="Third" assign=yes
add rule "Nothing" "Third" "Everything" "Block"
add policy "Fourth"
delete policy name="Fourth"
set policy name="Office" assign=yes
set config property=bootmode value=stateful
set batch mode=disable
exportpolicy file=three.ipsec
importpolicy file=three.ipsec
show store
show all
show all format=table wide=yes
show filterlist all level=verbose resolvedns=yes
show filteraction name="Secure" level=verbose
show policy name="Office" level=verbose format=table
show rule all policy="Office" level=verbose
show rule default policy="Office"
show gpoassignedpolicy
dump
popd
`;

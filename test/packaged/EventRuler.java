// Which rules match each event, as event-ruler says. stdin: one line of rules by name, then a line per event; stdout: a line per event.
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.event.ruler.Machine;

public class EventRuler {
  public static void main(String[] none) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    ObjectMapper json = new ObjectMapper();
    Machine machine = new Machine();
    for (Map.Entry<String, JsonNode> rule : json.readTree(in.readLine()).properties())
      machine.addRule(rule.getKey(), rule.getValue().toString());
    for (String event = in.readLine(); event != null; event = in.readLine())
      out.println(json.writeValueAsString(new TreeSet<>(machine.rulesForJSONEvent(event))));
    out.flush();
  }
}
